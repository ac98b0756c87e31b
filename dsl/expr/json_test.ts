import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import {
  CelMap,
  compileExpr,
  ExprError,
  formatJson,
  formatTyped,
  fromTyped,
  JsonSyntaxError,
  parseExpr,
  parseJsonExact,
  toJson,
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
  for (const text of texts) await t.step(text, () => strictEqual(formatTyped(fromTyped(parseJsonExact(text))), text));
});

Deno.test("fromTyped() takes numbers as texts and whatever is no int as a double", () => {
  const read: readonly (readonly [json: string, typed: string])[] = [
    ['{"$int":"-5"}', "-5"],
    ['{"$uint":"7"}', '{"$uint":7}'],
    ['{"$double":1}', '{"$double":1.0}'],
    ['{"$double":"1.5"}', "1.5"],
    ['{"$double":100000000000000000000}', '{"$double":100000000000000000000.0}'],
    ["1e21", '{"$double":1e+21}'],
    ["1.0", '{"$double":1.0}'],
    ["1e2", '{"$double":100.0}'],
    ['{"$uint":1,"b":2}', '{"$uint":1,"b":2}'],
  ];
  for (const [json, typed] of read) strictEqual(formatTyped(fromTyped(parseJsonExact(json, { wide: true }))), typed);
});

Deno.test("fromTyped() refuses marks that do not suit what they hold", () => {
  const refused: readonly (readonly [json: string, code: string])[] = [
    ['{"$int":1.5}', "expr_conversion"],
    ['{"$int":"x"}', "expr_conversion"],
    ['{"$int":"9223372036854775808"}', "expr_overflow"],
    ["9223372036854775808", "expr_overflow"],
    ["100000000000000000000", "expr_overflow"],
    ['{"$uint":18446744073709551616}', "expr_overflow"],
    ['{"$uint":-1}', "expr_overflow"],
    ['{"$bytes":"*"}', "expr_conversion"],
    ['{"$map":[[1]]}', "expr_conversion"],
    ['{"$map":[[null,1]]}', "expr_conversion"],
    ['{"$map":[[1.5,1]]}', "expr_conversion"],
    ['{"$what":1}', "expr_conversion"],
    ['{"$type":1}', "expr_conversion"],
  ];
  for (const [json, code] of refused) {
    throws(() => fromTyped(parseJsonExact(json, { wide: true })), (thrown) => thrown instanceof ExprError && thrown.code === code, json);
  }
});

Deno.test("parseJsonExact() keeps integers, doubles, keys and the place of a mistake", () => {
  strictEqual(formatTyped(parseJsonExact("[9007199254740993, -1, -0, 1.5]")), "[9007199254740993,-1,0,1.5]");
  strictEqual(formatTyped(parseJsonExact("[1e2, 2.0, -0.0]")), '[{"$double":100.0},{"$double":2.0},{"$double":-0.0}]');
  strictEqual(formatTyped(parseJsonExact("18446744073709551615")), '{"$uint":18446744073709551615}');
  const object = parseJsonExact('{"__proto__": 1, "constructor": 2}') as object;
  deepStrictEqual([Object.getPrototypeOf(object), Object.keys(object)], [null, ["__proto__", "constructor"]]);
  throws(() => parseJsonExact('{"a": tru}'), (thrown) => thrown instanceof JsonSyntaxError && thrown.offset === 6);
  for (
    const wrong of ["18446744073709551616", "-9223372036854775809", "1".repeat(1_000_000), '"a', '"\\', '"\\x"', '"\n"', "01", "1.", "[1,]"]
  ) {
    throws(() => parseJsonExact(wrong), JsonSyntaxError, wrong.slice(0, 40));
  }
  throws(() => parseJsonExact("[".repeat(100_000)), SyntaxError);
});

Deno.test("parseJsonExact() reads a text of millions of escapes", () => {
  strictEqual(parseJsonExact(`"${"\\ud83d\\ude00".repeat(1_000_000)}"`), "😀".repeat(1_000_000));
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
