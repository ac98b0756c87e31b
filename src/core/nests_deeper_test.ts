import assert from "node:assert/strict";
import { nestsDeeper } from "./nests_deeper.ts";

Deno.test("nestsDeeper() counts lists and objects when they stand outside of texts", async (t) => {
  const rows: readonly (readonly [string, number, boolean])[] = [
    ["1", 0, false],
    ["[]", 0, true],
    ["[]", 1, false],
    ['{"a":[1]}', 1, true],
    ['{"a":[1]}', 2, false],
    ["[[],[],[]]", 2, false],
    ['"[[[["', 0, false],
    ['["\\"[[[["]', 1, false],
    ['["\\\\",[]]', 1, true],
    ["[".repeat(201), 200, true],
  ];
  for (const [json, levels, expected] of rows) {
    await t.step(`${json.slice(0, 20)} ${levels}`, () => assert.equal(nestsDeeper(json, levels), expected));
  }
});
