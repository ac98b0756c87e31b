import assert from "node:assert/strict";
import { AppError } from "../src/core/mod.ts";
import { compileExpr, FUNCTIONS, parseExpr } from "../dsl/expr/mod.ts";
import { createExpressions } from "../dsl/template/mod.ts";
import { EXAMPLE_SCOPE, REFUSED_EXAMPLES, SHELL_EXAMPLES, TEMPLATE_EXAMPLES } from "./expression_examples.ts";
import { expressionsPage } from "./generate_expressions.ts";

Deno.test("docs/expressions.md is what the tables give", async () => {
  const found = await Deno.readTextFile(new URL("../docs/expressions.md", import.meta.url));
  assert.equal(found, expressionsPage(), "Run: deno run -A tools/generate_expressions.ts");
});

Deno.test("every example of a function in the documentation is true", async (t) => {
  for (const { example: [expr, value] } of FUNCTIONS) {
    await t.step(`${expr} == ${value}`, () => {
      const parsed = parseExpr(`(${expr}) == (${value})`);
      assert.ok(parsed.expr, JSON.stringify(parsed.problems));
      assert.equal(compileExpr(parsed.expr).evaluate({}), true);
    });
  }
});

Deno.test("every template in the documentation has the value shown", async (t) => {
  const expressions = createExpressions();
  for (const [template, value] of TEMPLATE_EXAMPLES) {
    await t.step(template, () => assert.deepEqual(expressions.evaluate(template, EXAMPLE_SCOPE), value));
  }
});

Deno.test("every shell text in the documentation becomes what is shown, or is refused with its code", async (t) => {
  const expressions = createExpressions();
  for (const [family, text, shown] of SHELL_EXAMPLES) {
    await t.step(text, () => assert.equal(expressions.evaluateShell(text, EXAMPLE_SCOPE, family).text, shown));
  }
  for (const [text, code] of REFUSED_EXAMPLES) {
    await t.step(text, () => {
      assert.throws(
        () => expressions.evaluateShell(text, EXAMPLE_SCOPE, "posix"),
        (error) => error instanceof AppError && error.code === code,
      );
    });
  }
});
