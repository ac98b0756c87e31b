import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { CATALOGUE } from "../../src/core/mod.ts";
import { checkExpr, compileExpr, ExprError, parseExpr, types } from "./mod.ts";

const scope = {
  config: types.record({ schema_url: types.string, timeout_ms: types.int, ratio: types.double }),
  params: types.record({ threshold: types.int }, true),
  tasks: types.record({ "build-image": types.record({ stdout: types.string, exit_code: types.int }) }),
  items: types.list(types.int),
  status: types.dyn,
};
const values = {
  config: { schema_url: "x", timeout_ms: 3, ratio: 0.5 },
  params: {},
  tasks: {},
  items: [1, 2],
  status: { code: 200 },
  odd: () => 1,
};

/** Where, which code, the piece of the text that is marked, and what is said. */
interface Golden {
  readonly text: string;
  readonly at: "parse" | "check" | "condition" | "evaluate";
  readonly code: string;
  readonly marked: string;
  readonly message: RegExp;
  readonly hint?: RegExp;
}

const GOLDEN: readonly Golden[] = [
  { text: "1 + ", at: "parse", code: "expr_syntax", marked: "", message: /Expected an operand, found the end/ },
  { text: "a = b", at: "parse", code: "expr_syntax", marked: "=", message: /equality is '=='/ },
  { text: "x | length", at: "parse", code: "expr_syntax", marked: "|", message: /only allowed within \{\{ \}\}/ },
  { text: "Foo{a: 1}", at: "parse", code: "expr_syntax", marked: "{", message: /Messages cannot be constructed/ },
  { text: "'abc", at: "parse", code: "expr_syntax", marked: "'abc", message: /has no end/ },
  { text: "'\\q'", at: "parse", code: "expr_syntax", marked: "\\q", message: /is not an escape/ },
  { text: "f(1,, 2)", at: "parse", code: "expr_syntax", marked: ",", message: /Expected an operand, found ','/ },
  { text: "9223372036854775808", at: "parse", code: "expr_overflow", marked: "9223372036854775808", message: /more than 64 bits/ },
  { text: "18446744073709551616u", at: "parse", code: "expr_overflow", marked: "18446744073709551616u", message: /out of range/ },
  { text: "1".repeat(65_537), at: "parse", code: "expr_too_long", marked: "1".repeat(65_537), message: /65536 are allowed/ },
  { text: "(".repeat(10_000), at: "parse", code: "expr_too_deep", marked: "(", message: /nested too deep/ },
  { text: `1${"+1".repeat(500)}`, at: "parse", code: "expr_too_deep", marked: `1${"+1".repeat(400)}`, message: /nested too deep/ },
  { text: "confg.ratio", at: "check", code: "expr_unknown_variable", marked: "confg", message: /no variable 'confg'/, hint: /'config'/ },
  { text: "config.schema_ur", at: "check", code: "expr_unknown_field", marked: "schema_ur", message: /no field/, hint: /'schema_url'/ },
  { text: "tasks.build.stdout", at: "check", code: "expr_unknown_field", marked: "build", message: /no field/, hint: /\["build-image"\]/ },
  {
    text: "contians('a', 'b')",
    at: "check",
    code: "expr_unknown_function",
    marked: "contians",
    message: /no function/,
    hint: /'contains'/,
  },
  {
    text: "math.grates(1, 2)",
    at: "check",
    code: "expr_unknown_function",
    marked: "grates",
    message: /'math.grates'/,
    hint: /'math.greatest'/,
  },
  {
    text: "config.timeout_ms + 'a'",
    at: "check",
    code: "expr_type",
    marked: "config.timeout_ms + 'a'",
    message: /does not take int and string/,
    hint: /string\(x\)/,
  },
  { text: "config.timeout_ms == 'a'", at: "check", code: "expr_never_equal", marked: "config.timeout_ms == 'a'", message: /never equal/ },
  {
    text: "config.schema_url.size",
    at: "check",
    code: "expr_type",
    marked: "size",
    message: /string has no fields/,
    hint: /Call the function/,
  },
  { text: "size(1)", at: "check", code: "expr_type", marked: "size(1)", message: /does not take \(int\)/, hint: /It takes/ },
  { text: "items.size(1)", at: "check", code: "expr_type", marked: "items.size(1)", message: /takes 0 arguments?, found 1/ },
  {
    text: "config.timeout_ms",
    at: "condition",
    code: "expr_condition",
    marked: "config.timeout_ms",
    message: /must be a bool, this is int/,
  },
  { text: "items.all(x, x)", at: "check", code: "expr_condition", marked: "x", message: /takes a condition, this is int/ },
  { text: "1 < 2", at: "condition", code: "expr_constant", marked: "1 < 2", message: /always true/ },
  { text: "'a'.matches('(')", at: "check", code: "expr_bad_pattern", marked: "'('", message: /not valid/ },
  { text: "params.x > 1", at: "evaluate", code: "expr_no_such_key", marked: "x", message: /No such key: x/ },
  { text: "params['x']", at: "evaluate", code: "expr_no_such_key", marked: "'x'", message: /No such key: x/ },
  { text: "params.constructor", at: "evaluate", code: "expr_no_such_key", marked: "constructor", message: /No such key/ },
  { text: "params.__proto__", at: "evaluate", code: "expr_no_such_key", marked: "__proto__", message: /No such key/ },
  { text: "constructor", at: "evaluate", code: "expr_no_such_variable", marked: "constructor", message: /has no value/ },
  { text: "missing.x", at: "evaluate", code: "expr_no_such_variable", marked: "missing", message: /'missing' has no value/ },
  {
    text: "1 + status.code + 'x'",
    at: "evaluate",
    code: "expr_no_such_overload",
    marked: "1 + status.code + 'x'",
    message: /int and string/,
  },
  { text: "items.length", at: "evaluate", code: "expr_no_such_overload", marked: "items.length", message: /list has no fields/ },
  {
    text: "2 * (9223372036854775807 + 1)",
    at: "evaluate",
    code: "expr_overflow",
    marked: "9223372036854775807 + 1",
    message: /int overflow/,
  },
  { text: "1 / 0", at: "evaluate", code: "expr_divide_by_zero", marked: "1 / 0", message: /Division by zero/ },
  { text: "1 % 0", at: "evaluate", code: "expr_divide_by_zero", marked: "1 % 0", message: /Modulus by zero/ },
  { text: "items[2]", at: "evaluate", code: "expr_index", marked: "items[2]", message: /outside a list of 2/ },
  { text: "{'a': 1, 'a': 2}", at: "evaluate", code: "expr_duplicate_key", marked: "'a'", message: /twice/ },
  { text: "{1.5: 1}", at: "evaluate", code: "expr_bad_key", marked: "1.5", message: /cannot be the key/ },
  { text: "int('x')", at: "evaluate", code: "expr_conversion", marked: "int('x')", message: /cannot be converted to int/ },
  {
    text: "timestamp('2026-02-30T00:00:00Z')",
    at: "evaluate",
    code: "expr_conversion",
    marked: "timestamp('2026-02-30T00:00:00Z')",
    message: /no timestamp/,
  },
  {
    text: "timestamp(0).getHours('Nowhere/Land')",
    at: "evaluate",
    code: "expr_argument",
    marked: "timestamp(0).getHours('Nowhere/Land')",
    message: /no time zone/,
  },
  {
    text: "'a'.matches(string(status.code) + '(')",
    at: "evaluate",
    code: "expr_bad_pattern",
    marked: "'a'.matches(string(status.code) + '(')",
    message: /not valid/,
  },
  { text: "range(10000000)", at: "evaluate", code: "expr_too_large", marked: "range(10000000)", message: /too many/ },
  {
    text: "range(1000).all(a, range(1000).all(b, range(1000).all(c, true)))",
    at: "evaluate",
    code: "expr_cost",
    marked: "",
    message: /budget/,
  },
  { text: "odd", at: "evaluate", code: "expr_host_value", marked: "odd", message: /no data/ },
];

Deno.test("every mistake in an expression has its code, its place and its words", async (t) => {
  for (const golden of GOLDEN) {
    await t.step(`${golden.code} for ${golden.text.slice(0, 60)}`, () => {
      const found = firstProblem(golden);
      ok(found !== undefined, "no problem was found");
      strictEqual(found.code, golden.code);
      if (golden.marked !== "" || golden.at === "parse") strictEqual(golden.text.slice(found.span.start, found.span.end), golden.marked);
      ok(golden.message.test(found.message), found.message);
      if (golden.hint !== undefined) ok(golden.hint.test(found.hint ?? ""), found.hint ?? "no hint");
    });
  }
});

function firstProblem(golden: Golden) {
  const { expr, problems } = parseExpr(golden.text);
  if (golden.at === "parse" || expr === undefined) return problems[0];
  if (golden.at !== "evaluate") return checkExpr(expr, scope, golden.at === "condition" ? { expect: types.bool } : {}).problems[0];
  try {
    compileExpr(expr).evaluate(values);
  } catch (thrown) {
    if (thrown instanceof ExprError) return { ...thrown, code: thrown.code, message: thrown.message, span: thrown.span, hint: undefined };
    throw thrown;
  }
  return undefined;
}

Deno.test("every code that this folder gives has a golden case", () => {
  const here = new URL(".", import.meta.url);
  const sources = [here, new URL("functions/", here), new URL("compile/", here)].flatMap((folder) =>
    [...Deno.readDirSync(folder)].filter((file) => file.isFile && !file.name.endsWith("_test.ts")).map((file) =>
      Deno.readTextFileSync(new URL(file.name, folder))
    )
  );
  const given = new Set(sources.flatMap((source) => source.match(/(?<=")expr_\w+(?=")/g) ?? []));
  const covered = new Set(GOLDEN.map((golden) => golden.code));
  deepStrictEqual([...given].filter((code) => !covered.has(code) || !Object.hasOwn(CATALOGUE, code)), []);
});

Deno.test("parseExpr() reports several mistakes at once", () => {
  const { expr, problems } = parseExpr("f(1 +, [2 3], {'a' 4})");
  strictEqual(expr, undefined);
  deepStrictEqual(problems.map((problem) => problem.span.start), [5, 10, 19]);
});
