import { ok, strictEqual } from "node:assert/strict";
import { checkExpr, compileExpr, FUNCTIONS, MACROS, parseExpr, types } from "../mod.ts";

Deno.test("FUNCTIONS and MACROS: every example is true and passes the checker", async (t) => {
  for (const { name, example: [text, value] } of [...FUNCTIONS, ...MACROS]) {
    await t.step(name, () => {
      const { expr, problems } = parseExpr(`(${text}) == (${value})`);
      ok(expr !== undefined, problems[0]?.message ?? "no tree");
      strictEqual(compileExpr(expr).evaluate({}), true);
      const errors = checkExpr(expr, {}, { expect: types.bool }).problems.filter((problem) => problem.severity === "error");
      strictEqual(errors[0]?.message, undefined);
      ok(text.includes(name.split(".").at(-1) ?? ""), "the example shows another function");
    });
  }
});

Deno.test("FUNCTIONS: every row says what it does in one sentence without a full stop", () => {
  for (const { name, summary, cost, overloads } of FUNCTIONS) {
    ok(/^[A-Z0-9-].{5,}[^.]$/.test(summary), `${name}: ${summary}`);
    ok(cost.length > 0 && overloads.length > 0, name);
  }
});
