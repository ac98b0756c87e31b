import assert from "node:assert/strict";
import { offsetOf } from "./offset_of.ts";

Deno.test("offsetOf() counts lines and columns from 1, and ends where the text does", () => {
  const text = "ab\r\ncd\ne";
  assert.equal(offsetOf(text, { line: 1, column: 1 }), 0);
  assert.equal(offsetOf(text, { line: 2, column: 2 }), 5);
  assert.equal(offsetOf(text, { line: 3, column: 1 }), 7);
  assert.equal(offsetOf(text, { line: 9, column: 9 }), text.length);
});
