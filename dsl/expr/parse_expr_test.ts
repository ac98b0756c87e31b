import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { compileExpr, formatJson, parseExpr, parseExprAt, referencesOf } from "./mod.ts";

const scope = { x: [1, 2, 3], name: "  Ab ", a: { length: 7, if: 1, "a-b": 2 }, empty: null, n: 4, "request.auth": { user: "u" } };

function value(text: string, sugar = true): string {
  const { expr, problems } = parseExpr(text, { sugar });
  if (expr === undefined) return problems[0]?.message ?? "";
  return formatJson(compileExpr(expr).evaluate(scope));
}

Deno.test("parseExpr() reads the sugar of templates", async (t) => {
  const cases: readonly (readonly [string, string])[] = [
    ["x | length > 2", "true"],
    [".x | length", "3"],
    ["a.missing | default('none')", '"none"'],
    ["gone.by.far | default(1) + 1", "2"],
    ["empty | default(5)", "5"],
    ["name | trim | lower", '"ab"'],
    ["name | lowerAscii", '"  ab "'],
    ["x | map(e, e * 2) | last", "6"],
    ["-n | math.abs", "-4"],
    ["1 + x | size", "4"],
    ["name | raw", '"  Ab "'],
    ["true || false | dyn", "true"],
  ];
  for (const [text, expected] of cases) await t.step(text, () => strictEqual(value(text), expected));
});

Deno.test("parseExpr() reads standard CEL", async (t) => {
  const cases: readonly (readonly [string, string])[] = [
    ["1 + 2 * 3 - 4 / 2 % 3", "5"],
    ["-9223372036854775808", "-9223372036854775808"],
    ["!!true", "true"],
    ["--n", "4"],
    ["a.if", "1"],
    ["a.length", "7"],
    ["a.`a-b`", "2"],
    ["request.auth.user", '"u"'],
    ["r'\\d' + \"\\x41\\u00e4\\U0001F600\\101\"", '"\\\\dAä😀A"'],
    ["'''a\nb'''", '"a\\nb"'],
    ["[1, 2, 3,].size()", "3"],
    ["{'a': 1,}.a", "1"],
    ["n // the rest is a comment", "4"],
    ["cel.bind(v, n + 1, v * v)", "25"],
    ["[1].exists(n, n == 1) && .n == 4", "true"],
    ["[1].map(n, .n)", "[4]"],
    ["0x10 + 1", "17"],
    ["1 < 2 ? 'yes' : 'no'", '"yes"'],
  ];
  for (const [text, expected] of cases) await t.step(text, () => strictEqual(value(text, false), expected));
});

Deno.test("parseExprAt() stops where the next token cannot continue the expression", () => {
  const text = "when a.b > 10 { task }";
  const { expr, problems, end } = parseExprAt(text, 5);
  deepStrictEqual(problems, []);
  strictEqual(text.slice(5, end), "a.b > 10");
  deepStrictEqual(expr?.span, { start: 5, end: 13 });
});

Deno.test("referencesOf() gives the paths that are written out", () => {
  const paths = (text: string) => referencesOf(parseExpr(text).expr as never);
  deepStrictEqual(paths('tasks.a["b"].stdout + x'), [["tasks", "a", "b", "stdout"], ["x"]]);
  deepStrictEqual(paths("tasks[k].y"), [["tasks"], ["k"]]);
  deepStrictEqual(paths("x.all(e, e.f > e && y.all(x, x > z))"), [["x"], ["y"], ["z"]]);
  deepStrictEqual(paths("math.abs(q) + has(a.b) + has(a.b)"), [["q"], ["a", "b"]]);
});
