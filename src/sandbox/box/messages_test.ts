import assert from "node:assert/strict";
import { readEnd } from "./messages.ts";

Deno.test("readEnd() takes outputs that are the JSON of an object, brackets in texts and all", () => {
  const outputs = { a: `${"[".repeat(1000)}\\"{`, "__proto__": 1, list: [[{}], "]"] };
  assert.deepEqual(readEnd({ outputs: JSON.stringify(outputs) }), { outputs });
});

Deno.test("readEnd() refuses outputs of another kind, and such as nest more deeply than the host makes them", () => {
  const deep = (levels: number) => `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;
  assert.ok(readEnd({ outputs: deep(200) }) !== undefined);
  for (const outputs of [deep(201), deep(1_000_000), "[1]", "{", "null", "1", ""]) assert.equal(readEnd({ outputs }), undefined);
  assert.equal(readEnd({ outputs: { a: 1 } }), undefined);
  assert.equal(readEnd({}), undefined);
});

Deno.test("readEnd() takes a stranger's word for how it failed only where it may, and in bounded length", () => {
  assert.equal((readEnd({ error: { code: "script_return" } }) as { code: string }).code, "script_return");
  const end = readEnd({ error: { code: "limit_time", name: 1, message: "m".repeat(1e6), stack: "s".repeat(1e6) } });
  assert.ok(end !== undefined && "code" in end);
  assert.equal(end.code, "script_failed");
  assert.equal(end.name, "");
  assert.equal(end.message.length, 16 * 1024);
  assert.equal(end.stack.length, 16 * 1024);
});
