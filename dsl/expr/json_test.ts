import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import {
  CelDuration,
  CelMap,
  CelUint,
  compileExpr,
  ExprError,
  formatJson,
  formatTyped,
  fromJson,
  JsonSyntaxError,
  parseExpr,
  parseJsonExact,
  toJson,
  types,
} from "./mod.ts";

function evaluate(text: string, scope: Record<string, unknown> = {}) {
  const { expr } = parseExpr(text);
  if (expr === undefined) throw new TypeError(text);
  return compileExpr(expr).evaluate(scope);
}

Deno.test("formatTyped() marks what JSON cannot say", async (t) => {
  const cases: readonly (readonly [string, string])[] = [
    ["9223372036854775807", "9223372036854775807"],
    ["1.5", "1.5"],
    ["2.0", '{"$double":2.0}'],
    ["0.0 / 0.0", '{"$double":"NaN"}'],
    ["18446744073709551615u", '{"$uint":18446744073709551615}'],
    ["b'abc'", '{"$bytes":"YWJj"}'],
    ["timestamp('2026-10-07T12:00:00.5+02:00')", '{"$timestamp":"2026-10-07T10:00:00.5Z"}'],
    ["duration('-1500ms')", '{"$duration":"-1.5s"}'],
    ["type(1u)", '{"$type":"uint"}'],
    ["{1: 'a', true: null}", '{"$map":[[1,"a"],[true,null]]}'],
    ["{'$int': 1}", '{"$map":[["$int",1]]}'],
    ["{'a': [1, 2u]}", '{"a":[1,{"$uint":2}]}'],
  ];
  for (const [text, expected] of cases) await t.step(text, () => strictEqual(formatTyped(evaluate(text)), expected));
});

Deno.test("formatJson() keeps all digits of integers", () => {
  strictEqual(
    formatJson(evaluate("[9007199254740993, 18446744073709551615u, 2.0, 1e300, 'ä\"']")),
    '[9007199254740993,18446744073709551615,2.0,1e+300,"ä\\""]',
  );
  strictEqual(formatJson(evaluate("{1: duration('90s'), 'b': b'a'}")), '{"1":"90s","b":"YQ=="}');
});

Deno.test("toJson() gives plain data", () => {
  deepStrictEqual(toJson(evaluate("[9007199254740993, 7u, 2.0, timestamp(0)]")), [9007199254740993n, 7, 2, "1970-01-01T00:00:00Z"]);
  throws(() => toJson((() => 1) as never), (thrown) => thrown instanceof ExprError && thrown.code === "expr_host_value");
});

Deno.test("fromJson() reads declared types", () => {
  strictEqual(formatTyped(fromJson(1, types.double)), '{"$double":1.0}');
  strictEqual(formatTyped(fromJson(1500, types.duration)), '{"$duration":"1.5s"}');
  deepStrictEqual(fromJson("1h", types.duration), new CelDuration(3600, 0));
  deepStrictEqual(
    fromJson({ a: [1] }, types.record({ a: types.list(types.uint) }, true)),
    Object.assign(Object.create(null), { a: [new CelUint(1n)] }),
  );
  throws(() => fromJson("x", types.timestamp), (thrown) => thrown instanceof ExprError && thrown.code === "expr_conversion");
  throws(() => fromJson(2n ** 63n, types.int), (thrown) => thrown instanceof ExprError && thrown.code === "expr_overflow");
});

Deno.test("parseJsonExact() keeps integers, keys and the place of a mistake", () => {
  deepStrictEqual(parseJsonExact("[9007199254740993, -1, 1e2, 1.5]"), [9007199254740993n, -1, 100, 1.5]);
  const object = parseJsonExact('{"__proto__": 1, "constructor": 2}') as object;
  deepStrictEqual([Object.getPrototypeOf(object), Object.keys(object)], [null, ["__proto__", "constructor"]]);
  throws(() => parseJsonExact('{"a": tru}'), (thrown) => thrown instanceof JsonSyntaxError && thrown.offset === 6);
  throws(() => parseJsonExact("[".repeat(100_000)), SyntaxError);
});

Deno.test("evaluate() sees plain objects, null-prototype objects and maps alike", () => {
  const map = new CelMap();
  map.set("k", 1);
  for (const m of [{ k: 1 }, Object.assign(Object.create(null), { k: 1 }), map]) {
    strictEqual(
      evaluate("m.k == 1 && m['k'] == 1 && has(m.k) && !has(m.toString) && size(m) == 1 && 'k' in m && m == {'k': 1}", { m }),
      true,
    );
  }
});

Deno.test("evaluate() tells ints from doubles and keeps 64 bits", () => {
  strictEqual(
    formatTyped(evaluate("[1 + 1, 1.0 + 1.0, 4503599627370496 * 4, x + 1]", { x: 9007199254740993n })),
    '[2,{"$double":2.0},18014398509481984,9007199254740994]',
  );
  strictEqual(evaluate("type(x) == double && type(y) == int", { x: 1.5, y: 1 }), true);
  strictEqual(evaluate("-7 / 2 == -3 && -7 % 2 == -1 && 1 == 1.0 && 1u == 1"), true);
});
