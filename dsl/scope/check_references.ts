import type { Expr, ExprProblem } from "../expr/mod.ts";
import { fieldUses } from "./field_uses.ts";
import type { Scope } from "./scope.ts";

/**
 * Reports the uses of variables that the types allow and the scope does not: results of tasks that are not certain to have ended, `status`
 * without exactly one upstream. Spans are those of the name in question, in the expression's text.
 */
export function checkReferences(expr: Expr, scope: Scope): readonly ExprProblem[] {
  const problems: ExprProblem[] = [];
  for (const { variable, variableSpan, field, span } of fieldUses(expr)) {
    const whole = scope.problemOf(variable, undefined);
    if (whole !== undefined) problems.push({ severity: "error", span: variableSpan, ...whole });
    const problem = field === undefined ? undefined : scope.problemOf(variable, field);
    if (problem !== undefined) problems.push({ severity: "error", span, ...problem });
  }
  return problems;
}
