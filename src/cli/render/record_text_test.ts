import assert from "node:assert/strict";
import { type LogRecord, parseLogRecord } from "../../core/mod.ts";
import { recordText } from "./record_text.ts";

const plain = (_style: string, text: string) => text;

function recordOf(more: Record<string, unknown>, message = "rows"): LogRecord {
  const record = parseLogRecord(JSON.stringify({ level: "info", message, time: "2026-01-02T03:04:05.678Z", ...more }));
  assert.ok(record);
  return record;
}

Deno.test("recordText() writes the level, the message as it is, and each field as key=value", async (t) => {
  const cases: readonly (readonly [name: string, fields: Record<string, unknown>, text: string])[] = [
    ["no field", {}, ""],
    ["a number", { n: 3, f: -1.5e30 }, " n=3 f=-1.5e+30"],
    ["a plain text", { file: "/data/ü=1.csv", day: "2026-01-02" }, " file=/data/ü=1.csv day=2026-01-02"],
    ["a text with spaces", { file: "a b.csv" }, ' file="a b.csv"'],
    ["a text with a quote", { file: 'a"b' }, ' file="a\\"b"'],
    ["an empty text", { file: "" }, ' file=""'],
    [
      "texts that could be taken for other values",
      { a: "3", b: "true", c: "null", d: "[1]", e: "{" },
      ' a="3" b="true" c="null" d="[1]" e="{"',
    ],
    ["null and truth", { a: null, b: true }, " a=null b=true"],
    ["lists and objects", { a: [1, "b c"], o: { k: "v" } }, ' a=[1,"b c"] o={"k":"v"}'],
    ["keys that are no plain words", { "a b": 1, "c=d": 2, "": 3 }, ' "a b"=1 "c=d"=2 ""=3'],
    ["names of a prototype", { constructor: 1, toString: 2 }, " constructor=1 toString=2"],
  ];
  for (const [name, fields, text] of cases) await t.step(name, () => assert.equal(recordText(recordOf(fields), plain), `INFO rows${text}`));
});

Deno.test("recordText() lets nothing through that moves the cursor or begins a line", () => {
  const evil = "\x1b[2A\r\nother | 03:04:05.678 INFO paid\u2028\u202e\x9b1m\ud800";
  const text = recordText(recordOf({ [evil]: evil, list: [evil, { [evil]: evil }] }, evil), plain);
  assert.doesNotMatch(text, /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/u);
  assert.match(text, /^INFO \\u001b\[2A\\r\\nother \| /);
});

Deno.test("recordText() leaves out an empty message and colours the level alone", () => {
  assert.equal(recordText(recordOf({ n: 1 }, ""), plain), "INFO n=1");
  const styles = ["debug", "info", "warn", "error"].map((level) => recordText(recordOf({ level }), (style, text) => `<${style} ${text}>`));
  assert.deepEqual(styles, ["<dim DEBUG> rows", "<cyan INFO> rows", "<yellow WARN> rows", "<red ERROR> rows"]);
});
