import { nearest, type Span } from "../../src/core/mod.ts";
import type { Expr, ExprProblem } from "../expr/mod.ts";
import { childrenOf } from "../expr/tree.ts";
import { fieldUse } from "./field_uses.ts";
import type { Scope } from "./scope.ts";

/**
 * Reports comparisons of a setting, parameter or axis with a text that is none of those it may have: `params.stage == "cannary"`, and
 * the same in the list behind `in`.
 */
export function checkChoices(expr: Expr, scope: Scope): readonly ExprProblem[] {
  const problems: ExprProblem[] = [];
  visit(expr, new Set(), scope, problems);
  return problems;
}

function visit(expr: Expr, bound: ReadonlySet<string>, scope: Scope, problems: ExprProblem[]): void {
  if (expr.kind === "call" && COMPARISONS.has(expr.name)) {
    const [left, right] = expr.args;
    if (left !== undefined && right !== undefined) {
      compare(left, right, bound, scope, problems);
      if (expr.name !== "@in") compare(right, left, bound, scope, problems);
    }
  }
  const inner = expr.kind === "macro" ? new Set([...bound, ...expr.vars.map(({ name }) => name)]) : bound;
  for (const child of childrenOf(expr)) visit(child, inner, scope, problems);
}

const COMPARISONS: ReadonlySet<string> = new Set(["_==_", "_!=_", "@in"]);

/** Compares what may be chosen with the texts that are written. */
function compare(chosen: Expr, written: Expr, bound: ReadonlySet<string>, scope: Scope, problems: ExprProblem[]): void {
  const texts = textsOf(written);
  const use = texts.length === 0 ? undefined : fieldUse(chosen, bound);
  const choices = use?.field === undefined ? undefined : scope.choicesOf(use.variable, use.field);
  if (use === undefined || choices === undefined) return;
  for (const { text, span } of texts) {
    if (choices.includes(text)) continue;
    const close = nearest(text, choices);
    problems.push({
      code: "expr_never_equal",
      severity: "error",
      message: `${use.variable}.${use.field} is never ${JSON.stringify(text.slice(0, 40))}`,
      span,
      hint: close === undefined ? `It is one of ${choices.slice(0, 20).join(", ")}` : `Did you mean ${JSON.stringify(close)}?`,
    });
  }
}

function textsOf(expr: Expr): readonly { readonly text: string; readonly span: Span }[] {
  if (expr.kind === "list") return expr.items.flatMap(textsOf);
  return expr.kind === "literal" && typeof expr.value === "string" ? [{ text: expr.value, span: expr.span }] : [];
}
