import assert from "node:assert/strict";
import { SUBJECTS } from "../check/mod.ts";
import { formatDocument } from "./format_document.ts";

const CASES: readonly (readonly [written: string, wanted: string])[] = [
  ['disk usage>90%  of "/"', 'disk usage > 90% of "/"'],
  ["'disk   usage >90 %'", '"disk usage > 90%"'],
  ['"http \\"https://a.b\\"status==200  else fail \\"a>b  c\\""', '"http \\"https://a.b\\" status == 200 else fail \\"a>b  c\\""'],
  ['"load\\t>\\x20 4"', '"load > 4"'],
  ["'service \"it''s\"is  running'", "'service \"it''s\" is running'"],
  ["{ of: [no, sentence] }", "{ of: [no, sentence] }"],
  ["disk usage>wrong", "disk usage>wrong"],
];

Deno.test("spaceChecks() gives the sentences of checks the blanks of the one form", async (t) => {
  for (const [written, wanted] of CASES) {
    await t.step(written, async () => {
      const { text } = await formatDocument(`tasks:\n  - id: a\n    check: ${written} # why\n`, "p.yaml");
      assert.equal(text, `tasks:\n  - id: a\n    check: ${wanted} # why\n`);
      assert.equal((await formatDocument(text ?? "", "p.yaml")).text, text);
    });
  }
});

Deno.test("spaceChecks() leaves what every sentence of the table says", async () => {
  for (const { example } of SUBJECTS.flatMap(({ metrics }) => metrics)) {
    const messy = example.replaceAll(/ (?=(?:[^"]*"[^"]*")*[^"]*$)/g, "   ");
    const { text } = await formatDocument(`finally: [{ id: a, check: '${messy}' }]\n`, "p.yaml");
    const quote = example.includes('"') ? "'" : '"';
    assert.equal(text, `finally: [{ id: a, check: ${quote}${example}${quote} }]\n`);
  }
});

Deno.test("spaceChecks() leaves sentences of several lines, and texts that are no checks", async () => {
  const text = "tasks:\n  - id: a\n    check: >-\n      disk usage>90%\n      then  fail\n  - id: b\n    run: disk usage>90%\n";
  assert.equal((await formatDocument(text, "p.yaml")).text, text);
});

Deno.test("spaceChecks() changes an anchored sentence once", async () => {
  const { text } = await formatDocument("tasks:\n  - { id: a, check: &c load>4 }\n  - { id: b, check: *c }\n", "p.yaml");
  assert.equal(text, "tasks:\n  - { id: a, check: &c load > 4 }\n  - { id: b, check: *c }\n");
});
