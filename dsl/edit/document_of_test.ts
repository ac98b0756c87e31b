import assert from "node:assert/strict";
import { stringifyJson } from "../../src/core/mod.ts";
import { loadDocument } from "../mod.ts";
import { documentOf } from "./document_of.ts";

Deno.test("documentOf() gives what is written", async (t) => {
  const table: [string, string, string, string][] = [
    ["no defaults", "a.yaml", "tasks: [{ id: a, run: ls }]", '{"tasks":[{"id":"a","run":"ls"}]}'],
    ["aliases and merges resolved", "a.yaml", "a: &a { b: 1 }\nc: { <<: *a, d: *a }", '{"a":{"b":1},"c":{"b":1,"d":{"b":1}}}'],
    ["large integers", "a.yaml", "a: 9007199254740993\nb: 1.10", '{"a":9007199254740993,"b":1.1}'],
    ["keys that objects treat specially", "a.yaml", "__proto__: { a: 1 }", '{"__proto__":{"a":1}}'],
    ["flow", "a.flow", 'pipeline p { task a { run "ls"\n timeout 3s } }', '{"name":"p","tasks":[{"id":"a","run":"ls","timeout":"3s"}]}'],
  ];
  for (const [name, file, text, expected] of table) {
    await t.step(name, async () => {
      const { tree } = await loadDocument(text, file);
      assert.ok(tree);
      const document = documentOf(tree);
      assert.equal(stringifyJson(document), expected);
      assert.equal(Object.getPrototypeOf(document), null);
    });
  }
});
