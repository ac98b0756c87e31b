import assert from "node:assert/strict";
import { stringifyJson } from "./json_text.ts";
import { parseLogRecord } from "./log_record.ts";

const time = "2026-01-02T03:04:05.678Z";
const line = (more: Record<string, unknown> = {}) => JSON.stringify({ level: "info", message: "rows", time, ...more });

Deno.test("parseLogRecord() gives the record, integers exact, when the line is one", () => {
  const text = '{"level":"warn","message":"m","time":"2026-01-02T03:04:05.678Z","n":9223372036854775807,"__proto__":{"level":"error"}}';
  const record = parseLogRecord(text);
  assert.equal(stringifyJson(record), text);
  assert.equal(record?.level, "warn");
});

Deno.test("parseLogRecord() gives nothing when the line is no whole record", async (t) => {
  const others: Record<string, string> = {
    "empty": "",
    "cut at its end": line().slice(0, -1),
    "cut at its beginning": line().slice(1),
    "a number that was masked": line({ n: 1 }).replace(":1}", ":***}"),
    "a list": `[${line()}]`,
    "a text": JSON.stringify(line()),
    "without level": line({ level: undefined }),
    "an unknown level": line({ level: "fatal" }),
    "the name of a prototype's member as level": line({ level: "constructor" }),
    "a message that is no text": line({ message: 1 }),
    "a time that is no text": line({ time: 0 }),
    "a time without milliseconds": line({ time: "2026-01-02T03:04:05Z" }),
    "a time that does not exist": line({ time: "2026-01-02T25:04:05.000Z" }),
    "a time with an escape": line({ time: `${time}\x1b[2J` }),
    "two records": line() + line(),
  };
  for (const [name, text] of Object.entries(others)) await t.step(name, () => assert.equal(parseLogRecord(text), undefined));
});

Deno.test("parseLogRecord() gives nothing and does not fail when the line is nested without bound", () => {
  for (const depth of [200, 5000, 30_000, 200_000]) {
    assert.equal(parseLogRecord(line().replace(/}$/, `,"a":${"[".repeat(depth)}${"]".repeat(depth)}}`)), undefined);
    assert.equal(parseLogRecord(line().replace(/}$/, `,"a":${'{"a":'.repeat(depth)}1${"}".repeat(depth)}}`)), undefined);
  }
  assert.notEqual(parseLogRecord(line().replace(/}$/, `,"a":${"[".repeat(199)}${"]".repeat(199)}}`)), undefined);
});
