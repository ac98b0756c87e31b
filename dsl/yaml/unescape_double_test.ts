import assert from "node:assert/strict";
import { unescapeDouble } from "./unescape_double.ts";

Deno.test("unescapeDouble() resolves every escape", () => {
  assert.equal(
    unescapeDouble('\\0\\a\\b\\t\\n\\v\\f\\r\\e\\ \\"\\/\\\\\\N\\_\\L\\P'),
    '\0\x07\b\t\n\v\f\r\x1b "/\\\u0085\u00a0\u2028\u2029',
  );
  assert.equal(unescapeDouble("a\\x41\\u00e9\\U0001F600z"), "aAé😀z");
  assert.equal(unescapeDouble("\\ud83d\\ude00"), "😀");
});

Deno.test("unescapeDouble() refuses what is no escape", () => {
  for (const bad of ["\\q", "\\'", "\\x4", "\\u12", "\\ud83d", "\\U00110000", "\\constructor", "\\"]) {
    assert.equal(unescapeDouble(bad), undefined, bad);
  }
});
