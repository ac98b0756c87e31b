import { strictEqual } from "node:assert/strict";
import { compileExpr, ExprError, parseExpr } from "../../../dsl/expr/mod.ts";

const l = Array.from({ length: 100 }, (_, at) => at);
const t = "a".repeat(1_000_000);

function bound(text: string): string {
  return Array.from({ length: 40 }).reduce((inner: string) => `cel.bind(s, s + s, ${inner})`, text);
}

/** What each runs into; `value` for what is allowed to end well. */
const CASES: readonly (readonly [string, string])[] = [
  ["l.all(a, l.all(b, l.all(c, l.all(d, a + b + c + d >= 0))))", "expr_cost"],
  ["l.all(a, l.all(b, l.all(c, l.all(d, gone))))", "expr_cost"],
  ["l.map(a, l.map(b, l.map(c, l.map(d, [a, b]))))", "expr_cost"],
  ["l.map(a, l.map(b, l.map(c, t.split(''))))", "expr_cost"],
  ["l.map(a, l.map(b, json('[' + t.replace('a', '[],') + '1]')))", "expr_cost"],
  ["l.map(a, l.map(b, toJson(l.map(c, t))))", "expr_too_large"],
  ["t.replace('a', 'bbbbbbbbbbbbbbbbbbbb')", "expr_too_large"],
  ["distinct(range(1000000).map(x, [x]))", "expr_cost"],
  [bound("size(s)"), "expr_too_large"],
  ["range(100000).map(i, 'a'.matches('(x{1,100}){1,9}' + string(i)))", "expr_cost"],
  ["t.matches('(a|b)*a(a|b){20}[cd]')", "expr_cost"],
  ["t.matches('^(a+)+$') && !t.matches('(x+x+)+y')", "value"],
  ["'%s'.format([l.map(a, l.map(b, l.map(c, l)))])", "expr_cost"],
];

Deno.test("every evaluation ends in a value or its coded error", async (step) => {
  for (const [text, expected] of CASES) {
    await step.step(`${expected}: ${text.slice(0, 60)}`, () => strictEqual(outcome(text), expected));
  }
});

function outcome(text: string): string {
  const { expr, problems } = parseExpr(text);
  if (expr === undefined) return problems[0]?.code ?? "";
  try {
    compileExpr(expr).evaluate({ l, t, s: "0123456789" });
    return "value";
  } catch (thrown) {
    if (thrown instanceof ExprError) return thrown.code;
    throw thrown;
  }
}

Deno.test("evaluate() ends at the limit that it is given", () => {
  const { expr } = parseExpr("l.all(x, x >= 0)");
  if (expr === undefined) throw new TypeError();
  strictEqual(compileExpr(expr).evaluate({ l }), true);
  try {
    compileExpr(expr).evaluate({ l }, { costLimit: 50 });
    throw new TypeError("It did not end");
  } catch (thrown) {
    strictEqual(thrown instanceof ExprError ? thrown.code : String(thrown), "expr_cost");
  }
});
