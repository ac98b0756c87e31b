import assert from "node:assert/strict";
import { differenceLines } from "./differences.ts";

const plain = (_: string, text: string) => text;
const from = { tasks: [{ id: "fetch", timeout: "30s" }, { id: "old" }], env: { "A.B": "1" } };
const to = { tasks: [{ id: "fetch", timeout: "10s" }, { id: "new" }] };

Deno.test("differenceLines() calls elements of lists by their ids where the documents tell them", () => {
  const lines = differenceLines(
    [
      { op: "replace", path: "/tasks/0/timeout", from: "30s", to: "10s" },
      { op: "remove", path: "/tasks/1", from: { id: "old" } },
      { op: "add", path: "/tasks/1", to: { id: "new" } },
      { op: "remove", path: "/env/A.B", from: "1" },
    ],
    plain,
    { from, to },
  );
  assert.deepEqual(lines, [
    '~ tasks[fetch].timeout: "30s" → "10s"',
    '- tasks[old]: {"id":"old"}',
    '+ tasks[new]: {"id":"new"}',
    '- env["A.B"]: "1"',
  ]);
});

Deno.test("differenceLines() says places as they are without the documents, and keeps integers exact and long values short", () => {
  const lines = differenceLines(
    [
      { op: "replace", path: "/tasks/12/retry", from: null, to: 9007199254740993n },
      { op: "add", path: "/a~1b~0c", to: "x".repeat(1000) },
      { op: "replace", path: "", from: {}, to: [] },
    ],
    plain,
  );
  assert.equal(lines[0], "~ tasks[12].retry: null → 9007199254740993");
  assert.match(lines[1] ?? "", /^\+ \["a\/b~c"\]: "x{199}…$/);
  assert.equal(lines[2], "~ the document: {} → []");
});
