import assert from "node:assert/strict";
import fc from "fast-check";
import { stemOf } from "./check_document.ts";
import { loadDocument } from "./load_document.ts";

Deno.test("loadDocument() gives a pipeline frozen all the way, without prototypes", async () => {
  const { pipeline } = await loadDocument(
    'env: { A: 1 }\nmeta: { deep: [{ a: 1 }] }\nparams: { x: [1] }\ntasks: [{ id: a, http: { url: "http://x", json: { a: [1] } }, retry: 2 }]\n',
    "p.yaml",
  );
  assert.ok(pipeline);
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    assert.ok(Object.isFrozen(value), JSON.stringify(value));
    if (!Array.isArray(value)) assert.equal(Object.getPrototypeOf(value), null, JSON.stringify(value));
    Object.values(value).forEach(visit);
  };
  visit(pipeline);
});

Deno.test("loadDocument() skips a byte order mark without counting it", async () => {
  const { diagnostics } = await loadDocument("\ufefftasks: 5\n", "p.yaml");
  assert.deepEqual(diagnostics[0]?.span, { start: 7, end: 8 });
});

Deno.test("loadDocument() works with line ends of Windows", async () => {
  const { pipeline, diagnostics } = await loadDocument(
    "name: w\r\ntasks:\r\n  - id: a\r\n    run: |\r\n      echo {{ params.x }}\r\n",
    "p.yaml",
  );
  assert.equal(pipeline, undefined);
  assert.equal(diagnostics[0]?.code, "expr_unknown_field");
});

Deno.test("loadDocument() bounds what it says about a document of mistakes", async () => {
  const text = `tasks:\n${Array.from({ length: 6000 }, (_, n) => `  - { id: t${n}, rnu: ls }\n`).join("")}`;
  const { diagnostics } = await loadDocument(text, "p.yaml");
  assert.equal(diagnostics.length, 5001);
  assert.equal(diagnostics.at(-1)?.code, "too_many_errors");
});

Deno.test("loadDocument() never throws, whatever the values", async () => {
  const words = [
    "name",
    "tasks",
    "id",
    "run",
    "if",
    "retry",
    "matrix",
    "env",
    "on",
    "schedule",
    "config",
    "type",
    "default",
    "range",
    "with",
    "pipeline",
  ];
  const scalar = fc.oneof(
    fc.constantFrom<unknown>(null, true, 1, 1.5, "x", "{{ a }}", "{{", "30s", "list<int>", "int", "a b", "\0"),
    fc.string(),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      scalar,
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...words), tie("value")),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(value, async (data) => {
      const { diagnostics, pipeline } = await loadDocument(JSON.stringify({ tasks: [{ id: "a", run: "ls" }], ...Object(data) }), "p.yaml");
      assert.ok(pipeline !== undefined || diagnostics.some((one) => one.severity === "error"));
    }),
    { numRuns: 300 },
  );
});

Deno.test("stemOf() names a pipeline after its file", () => {
  assert.equal(stemOf("a/b.c/nightly.yaml"), "nightly");
  assert.equal(stemOf("C:\\x\\build.yml"), "build");
  assert.equal(stemOf(".executor"), ".executor");
  assert.equal(stemOf("-"), "pipeline");
});

Deno.test("loadDocument() lets no number of warnings refuse a document", async () => {
  const text = `tasks:\n${Array.from({ length: 6000 }, (_, n) => `  - { id: t${n}, run: ls, if: false }\n`).join("")}`;
  const { diagnostics, pipeline } = await loadDocument(text, "p.yaml");
  assert.ok(pipeline);
  assert.equal(diagnostics.length, 1000);
});

Deno.test("loadDocument() answers 3,000 wrong expressions among 3,000 tasks", async () => {
  const text = `tasks:\n${Array.from({ length: 3000 }, (_, n) => `  - { id: t${n}, run: "echo {{ tasks.x${n}y.stdout }}" }\n`).join("")}`;
  assert.equal((await loadDocument(text, "p.yaml")).diagnostics.length, 3000);
});
