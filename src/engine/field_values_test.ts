import assert from "node:assert/strict";
import type { Json } from "../core/mod.ts";
import { conditionOf, millisecondsOf, numberOf } from "./field_values.ts";

const gives = (value: Json) => () => Promise.resolve(value);

Deno.test("conditionOf() takes true and false and nothing else", async () => {
  assert.equal(await conditionOf("if", false, gives(true)), false);
  assert.equal(await conditionOf("if", "{{ x }}", gives(true)), true);
  for (const [value, said] of [["true", 'the text "true"'], [1, "1"], [null, "null"], [[], "a list"], [{}, "a map"]] as const) {
    await assert.rejects(conditionOf("if", "{{ x }}", gives(value)), {
      code: "condition_invalid",
      message: `\`if\` gave ${said} where true or false was expected`,
    });
  }
});

Deno.test("millisecondsOf() takes numbers of milliseconds and texts with units", async () => {
  for (const [value, ms] of [[5, 5], [7n, 7], ["500ms", 500], ["1h30m", 5_400_000], ["1.5s", 1500], ["2d", 172_800_000]] as const) {
    assert.equal(await millisecondsOf("timeout", "{{ x }}", gives(value)), ms);
  }
  for (const value of ["10", "", "1x", -1, NaN, null, true]) {
    await assert.rejects(millisecondsOf("timeout", "{{ x }}", gives(value)), { code: "value_invalid" });
  }
});

Deno.test("numberOf() refuses what is too small or no number", async () => {
  assert.equal(await numberOf("limit", 3, 1, gives(null)), 3);
  for (const value of [0, "3", Infinity, null]) {
    await assert.rejects(numberOf("limit", "{{ x }}", 1, gives(value)), { code: "value_invalid" });
  }
});
