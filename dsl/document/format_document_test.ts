import assert from "node:assert/strict";
import { formatDocument } from "./format_document.ts";

Deno.test("formatDocument() formats a document whatever its fields hold", async () => {
  assert.equal((await formatDocument("tasks:\n- {xyzzy: 1}\n", "p.yaml")).text, "tasks:\n  - { xyzzy: 1 }\n");
});

Deno.test("formatDocument() refuses what is no pipeline", async (t) => {
  const table: [string, string, string][] = [
    ["a note", "notes.md", "wrong_type"],
    ["a list", "list.yaml", "wrong_type"],
    ["broken flow", "p.flow", "flow_syntax"],
    ["a module", "p.mts", "module_not_formatted"],
    ["broken YAML", "p.yaml", "yaml_unclosed_quote"],
  ];
  const texts: Record<string, string> = { "notes.md": "some\n  text\n", "list.yaml": "- a\n", "p.yaml": 'a: "b\n' };
  for (const [name, file, code] of table) {
    await t.step(name, async () => {
      const { text, diagnostics } = await formatDocument(texts[file] ?? "a: 1\n", file);
      assert.deepEqual([text, diagnostics.map((diagnostic) => diagnostic.code)], [undefined, [code]]);
    });
  }
});
