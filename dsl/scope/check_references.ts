import type { Span } from "../../src/core/mod.ts";
import type { Expr, ExprProblem } from "../expr/mod.ts";
import { childrenOf } from "../expr/tree.ts";
import type { Scope } from "./scope.ts";

/**
 * Reports the uses of variables that the types allow and the scope does not: results of tasks that are not certain to have ended, `status`
 * without exactly one upstream. Spans are those of the name in question, in the expression's text.
 */
export function checkReferences(expr: Expr, scope: Scope): readonly ExprProblem[] {
  const problems: ExprProblem[] = [];
  visit(expr, new Set(), (variable, field, span) => {
    const problem = scope.problemOf(variable, field);
    if (problem !== undefined) problems.push({ severity: "error", span, ...problem });
  });
  return problems;
}

type Report = (variable: string, field: string | undefined, span: Span) => void;

function visit(expr: Expr, bound: ReadonlySet<string>, report: Report): void {
  if (expr.kind === "ident") {
    if (expr.absolute || !bound.has(expr.name)) report(expr.name, undefined, expr.span);
    return;
  }
  const use = fieldUse(expr, bound);
  if (use !== undefined) {
    report(use.variable, undefined, use.variableSpan);
    return report(use.variable, use.field, use.span);
  }
  if (expr.kind === "macro") {
    visit(expr.range, bound, report);
    const inner = new Set([...bound, ...expr.vars.map((variable) => variable.name)]);
    for (const arg of expr.args) visit(arg, inner, report);
    return;
  }
  for (const child of childrenOf(expr)) visit(child, bound, report);
}

interface FieldUse {
  readonly variable: string;
  readonly variableSpan: Span;
  readonly field: string;
  readonly span: Span;
}

/** `variable.field` or `variable["field"]` of a variable that no macro binds. */
function fieldUse(expr: Expr, bound: ReadonlySet<string>): FieldUse | undefined {
  if (expr.kind === "select" && expr.operand.kind === "ident" && (expr.operand.absolute || !bound.has(expr.operand.name))) {
    return { variable: expr.operand.name, variableSpan: expr.operand.span, field: expr.field, span: expr.fieldSpan };
  }
  if (expr.kind !== "call" || expr.name !== "_[_]") return undefined;
  const [operand, index] = expr.args;
  if (operand?.kind !== "ident" || index?.kind !== "literal" || typeof index.value !== "string") return undefined;
  if (!operand.absolute && bound.has(operand.name)) return undefined;
  return { variable: operand.name, variableSpan: operand.span, field: index.value, span: index.span };
}
