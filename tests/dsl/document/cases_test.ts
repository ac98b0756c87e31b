import assert from "node:assert/strict";
import { checkCodes } from "../../../src/core/codes/check.ts";
import { documentCodes } from "../../../src/core/codes/document.ts";
import { parseCase, runCase } from "./case_file.ts";

const FOLDER = new URL("./", import.meta.url);

/** `deno test … -- --update` rewrites what is expected; read the difference before you keep it. */
const isUpdate = Deno.args.includes("--update");

Deno.test("loadDocument() gives what every case expects", async (t) => {
  for (const { name } of [...Deno.readDirSync(FOLDER)].toSorted((a, b) => a.name < b.name ? -1 : 1)) {
    if (!name.endsWith(".case")) continue;
    await t.step(name, async () => {
      const url = new URL(name, FOLDER);
      const text = await Deno.readTextFile(url);
      const read = parseCase(text);
      const { expected } = read;
      const found = await runCase(read);
      if (isUpdate && found !== expected) {
        const documents = text.includes("\n--- expect\n") ? text.slice(0, text.indexOf("\n--- expect\n") + 1) : text;
        await Deno.writeTextFile(url, `${documents}--- expect\n${found}\n`);
      } else assert.equal(found, expected);
    });
  }
});

Deno.test("every code of documents and their checks has a case", async () => {
  const shown = new Set<string>();
  for (const { name } of Deno.readDirSync(FOLDER)) {
    if (!name.endsWith(".case")) continue;
    const { expected } = parseCase(await Deno.readTextFile(new URL(name, FOLDER)));
    for (const match of expected.matchAll(/ (?:error|warning) ([a-z_]+):/g)) shown.add(match[1] ?? "");
  }
  // What a module's value lacks is known once it was evaluated: tests/spec has it.
  const elsewhere = /^(?:yaml_|setting_|module_|too_many_errors$|check_(?:failed|unknown)$)/;
  const missing = Object.keys({ ...documentCodes, ...checkCodes }).filter((code) => !elsewhere.test(code) && !shown.has(code));
  assert.deepEqual(missing, []);
});
