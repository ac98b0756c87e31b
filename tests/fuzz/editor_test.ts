/** Whatever an editor asks about any place of any document, it gets an answer that lies within the document. */
import assert from "node:assert/strict";
import type { Span } from "../../src/core/mod.ts";
import { completionsAt, definitionAt, type DocumentSymbol, type EditorDocument, hoverAt, symbolsOf } from "../../dsl/editor/mod.ts";
import { loadDocument } from "../../dsl/mod.ts";
import { ROOT } from "../../tools/paths.ts";
import { pick, seeded } from "../dsl/yaml/mutate.ts";
import { mutateTokens } from "./flow_sources.ts";

/** Every document among the tests and examples, by a name with its extension. */
async function documents(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const [folder, extension] of [["tests/dsl/document/", "yaml"], ["tests/dsl/flow/", "flow"], ["tests/dsl/flow/pairs/", "flow"]]) {
    for await (const { name, isFile } of Deno.readDir(new URL(folder ?? "", ROOT))) {
      if (!isFile || name.endsWith(".ts")) continue;
      const text = await Deno.readTextFile(new URL(`${folder}${name}`, ROOT));
      const [document = ""] = text.split(/^(?:--- expect|=====|=== .*)\n/m);
      found.set(`${name}.${extension}`, document);
    }
  }
  for await (const { name } of Deno.readDir(new URL("examples/", ROOT))) {
    for await (const file of Deno.readDir(new URL(`examples/${name}/`, ROOT))) {
      if (/\.(?:yaml|flow)$/.test(file.name)) {
        found.set(`${name}/${file.name}`, await Deno.readTextFile(new URL(`examples/${name}/${file.name}`, ROOT)));
      }
    }
  }
  return found;
}

const ALL = await documents();
/** So many places of a document are asked about completion, which reads it again. */
const MOST = 40;

Deno.test("the editor answers at every place of every document", async () => {
  assert.ok(ALL.size > 100);
  for (const [file, text] of ALL) await askEverywhere(text, file);
});

Deno.test("the editor answers at every place of documents cut anywhere", async () => {
  const random = seeded(17);
  for (const [file, text] of ALL) await askEverywhere(text.slice(0, Math.floor(random() * text.length)), file, 10);
});

Deno.test("the editor answers at every place of changed documents", async () => {
  const random = seeded(23);
  for (let i = 0; i < 150; i++) await askEverywhere(mutateTokens(random), `${i}.flow`, 5);
  const marks = [..." \n\t:-[]{}'\"|>&*#", "{{ ", " }}", "  - ", "😀", "\r\n", "<<: "];
  for (const [file, text] of ALL) {
    const at = Math.floor(random() * text.length);
    await askEverywhere(text.slice(0, at) + pick(random, marks) + text.slice(at + Math.floor(random() * 4)), file, 5);
  }
});

async function askEverywhere(text: string, file: string, most = MOST): Promise<void> {
  const body = text.replace(/^\ufeff/, "");
  const { tree, draft, included } = await loadDocument(body, file);
  const document: EditorDocument = { file, text: body, tree, draft, included };
  const check = (span: Span, what: string): void => {
    assert.ok(span.start >= 0 && span.start <= span.end && span.end <= body.length, `${what} in ${file}: ${span.start}..${span.end}`);
  };
  const visit = ({ span, nameSpan, children }: DocumentSymbol): void => {
    check(span, "symbol");
    assert.ok(span.start <= nameSpan.start && nameSpan.end <= span.end, `a symbol's name lies within it in ${file}`);
    children.forEach(visit);
  };
  symbolsOf(document).forEach(visit);
  for (let offset = 0; offset <= body.length; offset++) {
    const hover = hoverAt(document, offset);
    if (hover !== undefined) check(hover.span, `hover at ${offset}`);
    const definition = definitionAt(document, offset);
    if (definition?.span !== undefined) check(definition.span, `definition at ${offset}`);
  }
  const step = Math.max(1, Math.ceil(body.length / most));
  for (let offset = body.length; offset >= 0; offset -= step) {
    const { items, written } = await completionsAt(document, offset);
    assert.ok(written >= 0 && written <= offset, `completion at ${offset} in ${file} replaces ${written}`);
    for (const { insert, label } of items) assert.ok(insert !== "" && label !== "");
    const labels = items.map(({ label }) => label);
    assert.equal(new Set(labels).size, labels.length, `completion at ${offset} in ${file} says something twice: ${labels.join(" ")}`);
  }
}
