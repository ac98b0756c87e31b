import assert from "node:assert/strict";
import { explainError } from "./explain_error.ts";
import type { Program } from "./guard/mod.ts";

const BASE = "file:///tmp/private/t1/";
const program: Program = {
  entry: "main.ts.js",
  files: new Map(),
  sources: new Map(),
  hash: "0",
  locate: (path, line, column) => path.startsWith("executor") ? undefined : { file: path.replace(/\.js$/, ""), line, column: column - 1 },
};

Deno.test("explainError() tells a failure by the user's own places, without frames of ours", () => {
  const stack = [
    "TypeError: x is not a function",
    `    at helper (${BASE}lib/add.ts.js:3:8)`,
    `    at async default (${BASE}main.ts.js:10:3)`,
    "    at async call (file:///srv/executor/host/serve.js:1:2)",
    "    at ext:core/01_core.js:1:2",
    `    at Array.map (<anonymous>)`,
    `    at ${BASE}main.ts.js:1:9`,
  ].join("\n");
  assert.deepEqual(explainError({ code: "script_failed", name: "TypeError", message: "x is not a function", stack }, program, BASE), {
    headline: "TypeError: x is not a function",
    place: { file: "lib/add.ts", line: 3, column: 7 },
    message: "TypeError: x is not a function (lib/add.ts:3:7)",
    trace: "TypeError: x is not a function\n    at helper (lib/add.ts:3:7)\n    at async default (main.ts:10:2)\n    at main.ts:1:8\n",
  });
});

Deno.test("explainError() takes private paths out of messages", () => {
  const message = `The requested module './a.js' does not provide 'x' at ${BASE}main.ts.js:2:5, "${BASE}lib/add.ts.js"`;
  const { message: said } = explainError({ code: "script_failed", name: "SyntaxError", message, stack: "" }, program, BASE);
  assert.equal(said, `SyntaxError: The requested module './a.js' does not provide 'x' at main.ts:2:4, "lib/add.ts"`);
});

Deno.test("explainError() of a wrong return has no trace", () => {
  const failure = { code: "script_return", name: "NotJsonError", message: "a: A function cannot be told in JSON", stack: "x" } as const;
  const { message, trace } = explainError(failure, program, BASE);
  assert.deepEqual({ message, trace }, { message: "a: A function cannot be told in JSON", trace: "" });
});
