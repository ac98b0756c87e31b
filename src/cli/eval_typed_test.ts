import assert from "node:assert/strict";
import { AppError } from "../core/mod.ts";
import { formatTyped, parseJsonExact } from "../../dsl/expr/mod.ts";
import { fromTyped } from "./eval_typed.ts";

Deno.test("fromTyped() reads back what formatTyped() writes", async (t) => {
  const texts = [
    "1",
    "1.5",
    "9223372036854775807",
    '{"$uint":18446744073709551615}',
    '{"$double":1.0}',
    '{"$double":"NaN"}',
    '{"$double":"-Infinity"}',
    '{"$bytes":"AAH/"}',
    '{"$timestamp":"2026-01-02T03:04:05.000000006Z"}',
    '{"$duration":"-1.5s"}',
    '{"$type":"int"}',
    '{"$map":[[1,"a"],[true,{"$uint":2}],[{"$uint":3},null]]}',
    '{"$map":[["$uint",1]]}',
    '[{"a":{"b":{"$bytes":""}}},null,"x",true]',
    '{"__proto__":{"$uint":1},"b":2}',
  ];
  for (const text of texts) await t.step(text, () => assert.equal(formatTyped(fromTyped(parseJsonExact(text))), text));
});

Deno.test("fromTyped() takes numbers as texts and refuses marks that do not fit", () => {
  assert.equal(fromTyped({ $int: "-5" }), -5);
  for (
    const json of [
      { $int: 1.5 },
      { $int: "x" },
      { $int: "9223372036854775808" },
      { $uint: -1 },
      { $bytes: "*" },
      { $map: [[1]] },
      { $map: [[null, 1]] },
      { $what: 1 },
      { $type: 1 },
    ]
  ) {
    assert.throws(() => fromTyped(json), (error) => error instanceof AppError && error.code === "eval_vars", JSON.stringify(json));
  }
});
