import assert from "node:assert/strict";
import { documentOf, editDocument, jsonPatch, mergePatch } from "../../../dsl/edit/mod.ts";
import { sameJson } from "../../../dsl/edit/same_json.ts";
import { loadDocument } from "../../../dsl/mod.ts";
import { type Json, parseJson } from "../../../src/core/mod.ts";

const FOLDER = new URL("./", import.meta.url);

/** `deno test … -- --update` rewrites what is expected; read the difference before you keep it. */
const isUpdate = Deno.args.includes("--update");

/** A case: a document, a patch of it (a list of operations or a merge patch), and the document afterwards. */
Deno.test("editDocument() gives what every case expects", async (t) => {
  for (const { name } of [...Deno.readDirSync(FOLDER)].toSorted((a, b) => a.name < b.name ? -1 : 1)) {
    if (!name.endsWith(".case")) continue;
    await t.step(name, async () => {
      const url = new URL(name, FOLDER);
      const [text = "", patch = "", expected = ""] = (await Deno.readTextFile(url)).split(/^--- (?:patch|expect)\n/m);
      const file = name.startsWith("flow_") ? "case.flow" : "case.yaml";
      const found = await edited(text, file, parseJson(patch));
      if (isUpdate && found !== expected) await Deno.writeTextFile(url, `${text}--- patch\n${patch}--- expect\n${found}`);
      else assert.equal(found, expected);
    });
  }
});

async function edited(text: string, file: string, patch: Json): Promise<string> {
  const before = await documentIn(text, file);
  const target = Array.isArray(patch) ? jsonPatch(before, patch) : mergePatch(before, patch);
  const result = await editDocument(text, file, target);
  if (result.kind === "invalid") return result.diagnostics.map(({ code, message }) => `${code}: ${message}\n`).join("") + result.text;
  assert.ok(result.kind === "edited");
  if (file.endsWith(".yaml")) assert.ok(sameJson(await documentIn(result.text, file), target));
  return result.text;
}

async function documentIn(text: string, file: string): Promise<Json> {
  const { tree } = await loadDocument(text, file);
  return tree === undefined ? {} : documentOf(tree);
}
