import assert from "node:assert/strict";
import { visible } from "./visible.ts";

Deno.test("visible() escapes what could act on a terminal and leaves every other character", () => {
  assert.equal(visible('plain é 語 👩‍👩‍👧 \\ "'), 'plain é 語 👩‍👩‍👧 \\ "');
  assert.equal(visible("a\nb\r\tc"), "a\\nb\\r\\tc");
  assert.equal(visible("\x1b[2J\x07\x7f\x9b2J\x00"), "\\u001b[2J\\u0007\\u007f\\u009b2J\\u0000");
  assert.equal(visible("\u2028\u2029\u202e\u2066\u200f"), "\\u2028\\u2029\\u202e\\u2066\\u200f");
  assert.equal(visible("\ud800 \u{1f600} \udfff"), "\\ud800 \u{1f600} \\udfff");
});

Deno.test("visible() keeps JSON the same JSON", () => {
  const text = JSON.stringify({ "\u2028\x7f": "\x1b\n\u202e\\n" });
  assert.deepEqual(JSON.parse(visible(text)), JSON.parse(text));
});
