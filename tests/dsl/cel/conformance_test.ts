import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { checkExpr, compileExpr, ExprError, formatType, formatTyped, parseExpr } from "../../../dsl/expr/mod.ts";
import { debugString } from "./debug_string.ts";
import { canonical, type SpecCase, specCases } from "./suite.ts";

const cases = specCases();
const included = cases.filter((entry) => entry.excluded === undefined).map((entry) => entry.case);

function evaluated(test: SpecCase): string {
  const { expr, problems } = parseExpr(test.expr);
  if (expr === undefined) return `error: ${problems[0]?.message}`;
  try {
    return canonical(formatTyped(compileExpr(expr).evaluate(test.bindings)));
  } catch (thrown) {
    if (thrown instanceof ExprError) return `error: ${thrown.message}`;
    throw thrown;
  }
}

Deno.test("evaluate() gives what cel-spec's simple tests expect, in every case that needs no protobuf", () => {
  const wrong: string[] = [];
  let run = 0;
  for (const test of included) {
    if (test.checkOnly) continue;
    run++;
    const got = evaluated(test);
    const want = test.expected === undefined ? "an error" : canonical(formatTyped(test.expected));
    const isRight = test.expected === undefined ? got.startsWith("error:") : got === want;
    if (!isRight) wrong.push(`${test.file}/${test.group}/${test.name}: ${test.expr}: got ${got}, want ${want}`);
  }
  deepStrictEqual(wrong, []);
  ok(run >= 1_500, `only ${run} cases were run`);
});

Deno.test("the cases left out are those listed with their reasons", () => {
  const counts: Record<string, number> = {};
  for (const { excluded } of cases) if (excluded !== undefined) counts[excluded] = (counts[excluded] ?? 0) + 1;
  deepStrictEqual(counts, {
    "cel.block is for optimisers, not for people": 37,
    "needs protobuf messages": 671,
    "there are no containers: a pipeline has one flat scope": 2,
    "optionals are not part of the language": 76,
    "declares functions of its own": 7,
  });
});

/** Where the checker knows better or allows more than the reference, with the reason. */
const TYPE_EXCEPTIONS: Readonly<Record<string, string>> = {
  list_empty: "the type of an empty list's items is not inferred from what a macro does with them",
};

Deno.test("checkExpr() deduces the type that the reference implementation deduces", () => {
  const wrong: string[] = [];
  let run = 0;
  for (const test of included) {
    const { expr } = parseExpr(test.expr);
    if (expr === undefined || test.type === undefined || test.disableCheck || TYPE_EXCEPTIONS[test.name] !== undefined) continue;
    run++;
    const { type, problems } = checkExpr(expr, test.scope);
    const errors = problems.filter((problem) => problem.severity === "error");
    if (errors.length > 0) wrong.push(`${test.file}/${test.group}/${test.name}: ${test.expr}: ${errors[0]?.message}`);
    else if (formatType(type) !== test.type.replace(/type\(.*\)/, "type")) {
      wrong.push(`${test.file}/${test.group}/${test.name}: ${test.expr}: got ${formatType(type)}, want ${test.type}`);
    }
  }
  deepStrictEqual(wrong, []);
  ok(run >= 1_000, `only ${run} cases were run`);
});

Deno.test("parseExpr() builds the tree that the reference implementation builds", () => {
  const wrong: string[] = [];
  let run = 0;
  for (const test of included) {
    // How the reference prints bytes and escapes says nothing about its trees.
    if (test.ast === undefined || /\\|b"/.test(test.ast)) continue;
    const { expr } = parseExpr(test.expr);
    run++;
    const got = expr === undefined ? "no tree" : debugString(expr);
    const want = test.ast.replace(/\^#[^#]*#/g, "").replace(/^ *\/\/ .*$/gm, "").replace(/\s+/g, "");
    if (got.replace(/\s+/g, "") !== want) wrong.push(`${test.name}: ${test.expr}\n got ${got}\nwant ${want}`);
  }
  strictEqual(wrong.slice(0, 20).join("\n"), "");
  ok(run >= 1_000, `only ${run} cases were run`);
});
