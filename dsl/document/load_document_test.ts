import assert from "node:assert/strict";
import type { DocNode } from "../tree.ts";
import { readYaml } from "../yaml/mod.ts";
import { loadDocument, type ModuleDocument } from "./load_document.ts";

const CODE = "export default {};";

async function moduleOf(yaml: string, readsParams = false): Promise<ModuleDocument> {
  const { root } = await readYaml(yaml, "m.ts");
  return { root, text: yaml, diagnostics: [], readsParams };
}

Deno.test("loadDocument() says nothing of modules that nobody evaluates", async () => {
  const { pipeline, diagnostics, tree } = await loadDocument(CODE, "m.ts");
  assert.deepEqual([pipeline, diagnostics, tree], [undefined, [], undefined]);
  const readFile = () => Promise.resolve(CODE);
  const around = await loadDocument("tasks: [{ id: a, pipeline: ./m.ts, with: { n: 1 } }]", "p.yaml", { readFile });
  assert.deepEqual(around.diagnostics, []);
  assert.ok(around.pipeline);
});

Deno.test("loadDocument() checks what a module is like any other document", async () => {
  const readModule = () => moduleOf("{ tasks: [{ id: a, run: x, wat: 1 }] }");
  const { diagnostics } = await loadDocument(CODE, "m.ts", { readModule });
  assert.deepEqual(diagnostics.map(({ code }) => code), ["unknown_field"]);
  const included = await loadDocument("tasks: [{ id: a, pipeline: ./m.mjs }]", "p.yaml", {
    readModule,
    readFile: () => Promise.resolve(CODE),
  });
  assert.deepEqual(included.diagnostics.map(({ code, file }) => [code, file]), [["unknown_field", "m.mjs"]]);
});

Deno.test("loadDocument() does not miss parameters that a module reads by itself", async () => {
  const yaml = "{ params: { n: 1 }, tasks: [{ id: a, run: x }] }";
  const codes = async (readsParams: boolean) => {
    const { diagnostics } = await loadDocument(CODE, "m.ts", { readModule: () => moduleOf(yaml, readsParams) });
    return diagnostics.map(({ code }) => code);
  };
  assert.deepEqual([await codes(true), await codes(false)], [[], ["unused_param"]]);
});

Deno.test("loadDocument() has no pipeline where a module is none", async () => {
  const span = { start: 0, end: 6 };
  const root: DocNode = { kind: "scalar", span, value: 5, style: "plain", source: "5" };
  const { pipeline, diagnostics } = await loadDocument(CODE, "m.ts", {
    readModule: () => Promise.resolve({ root, text: CODE, diagnostics: [], readsParams: false }),
  });
  assert.deepEqual([pipeline, diagnostics.map((found) => [found.code, found.span])], [undefined, [["wrong_type", span]]]);
});
