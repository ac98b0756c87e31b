import assert from "node:assert/strict";
import { logLines } from "./log_lines.ts";

const show = (text: string | Uint8Array) =>
  new TextDecoder().decode(logLines(typeof text === "string" ? new TextEncoder().encode(text) : text, (_, text) => text));
const record = (message: string, more: object = {}) =>
  JSON.stringify({ level: "info", message, time: "2026-01-02T03:04:05.678Z", ...more });

Deno.test("logLines() writes one line a record with the time of day before it", () => {
  assert.equal(show(`${record("rows", { n: 3 })}\n${record("done")}\n`), "03:04:05.678 INFO rows n=3\n03:04:05.678 INFO done\n");
  assert.equal(show(record("no newline")), "03:04:05.678 INFO no newline\n");
  assert.equal(show(""), "");
});

Deno.test("logLines() shows what is no record as it is, made harmless", () => {
  assert.equal(show('{"level":"info","mess\n\n{"n":***}\n'), '{"level":"info","mess\n\n{"n":***}\n');
  assert.equal(show("\x1b[2A\rother | x\u2028y\n"), "\\u001b[2A\\rother | x\\u2028y\n");
  assert.equal(show(new Uint8Array([0xff, 0x1b, 0x9b, 10])), "\ufffd\\u001b\ufffd\n");
});

Deno.test("logLines() writes as many lines as there are when a script logs whatever it likes", () => {
  const evil = "\n\r\x0b\x0c\x85\u2028\u2029\x1b[1A";
  const lines = show(`${record(evil, { [evil]: evil })}\n${evil.slice(1)}\n`).split("\n");
  assert.equal(lines.length, 3);
  assert.doesNotMatch(lines.join(""), /\p{Cc}|\u2028|\u2029/u);
});
