import assert from "node:assert/strict";
import { base32 } from "./base32.ts";

Deno.test("base32() writes as many digits as asked for, the last ones of a number that is longer", () => {
  assert.deepEqual([base32(0, 3), base32(31, 1), base32(32, 2), base32(33, 4)], ["000", "z", "10", "0011"]);
  assert.equal(base32(2 ** 53 - 1, 11), "7zzzzzzzzzz");
  assert.equal(base32(32 ** 2 + 1, 2), "01");
});

Deno.test("base32() grows with its number in the order of text", () => {
  let before = "";
  for (let value = 0; value < 2000; value++) {
    const text = base32(value, 3);
    assert.ok(text > before, text);
    before = text;
  }
});
