import assert from "node:assert/strict";
import fc from "fast-check";
import type { Json } from "../../core/mod.ts";
import { decodeStored, encodeStored } from "./stored_json.ts";

Deno.test("decodeStored() gives back what encodeStored() wrote", async (t) => {
  const table: [string, Json][] = [
    ["null", null],
    ["text of digits", "1234567890123456789012"],
    ["a bigint", 2n ** 64n],
    ["a negative bigint", -(2n ** 63n)],
    ["a whole double beyond 2^53", 2 ** 60],
    ["a double with many digits", 0.1234567890123456],
    ["a huge double", 1e300],
    ["both kinds in one list", [2n ** 60n, 2 ** 60, "x", 1]],
  ];
  for (const [name, value] of table) {
    await t.step(name, () => {
      const back = decodeStored(encodeStored(value));
      assert.equal(typeof back, typeof value);
      assert.deepEqual(back, value);
    });
  }
});

Deno.test("decodeStored() makes objects without a prototype", () => {
  const value = decodeStored('{"a":{"constructor":1,"__proto__":2}}') as { a: Record<string, number> };
  assert.equal(Object.getPrototypeOf(value), null);
  assert.equal(Object.getPrototypeOf(value.a), null);
  assert.deepEqual(Object.entries(value.a), [["constructor", 1], ["__proto__", 2]]);
});

Deno.test("decodeStored() gives back any JSON value", () => {
  fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
    // JSON itself knows no -0.
    const expected = JSON.parse(JSON.stringify(value)) as Json;
    assert.equal(JSON.stringify(decodeStored(encodeStored(value as Json))), JSON.stringify(expected));
  }));
});
