import assert from "node:assert/strict";
import { jsonErrorPlace } from "./json_error_place.ts";

Deno.test("jsonErrorPlace() points at the first character that is wrong", async (t) => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ['{"a":[1,true,null]}', undefined],
    ["", 0],
    ["xyz", 0],
    ['{"a":1,}', 7],
    ['{"a": x}', 6],
    ["[1, 2, tru]", 10],
    ['{"a":1', 6],
    ['{"a" 1}', 5],
    ["[1] 2", 4],
    ["{'a':1}", 1],
    ["/* a */ {}", 0],
    ["[" + "1,".repeat(1000) + "x]", 2001],
  ];
  for (const [text, place] of cases) await t.step(text.slice(0, 30), () => assert.equal(jsonErrorPlace(text), place));
});
