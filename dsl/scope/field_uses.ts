import type { Span } from "../../src/core/mod.ts";
import type { Expr } from "../expr/mod.ts";
import { childrenOf } from "../expr/tree.ts";

/** One use of a variable in an expression. */
export interface FieldUse {
  readonly variable: string;
  /** What is read of it, when that is written as `variable.field` or `variable["field"]`; undefined when it is used as a whole. */
  readonly field: string | undefined;
  /** Of the field, or of the variable when there is none. */
  readonly span: Span;
  readonly variableSpan: Span;
}

/** The uses of variables that no macro binds, in the order in which they are written. */
export function fieldUses(expr: Expr): readonly FieldUse[] {
  const uses: FieldUse[] = [];
  visit(expr, new Set(), uses);
  return uses;
}

function visit(expr: Expr, bound: ReadonlySet<string>, uses: FieldUse[]): void {
  if (expr.kind === "ident") {
    if (expr.absolute || !bound.has(expr.name)) {
      uses.push({ variable: expr.name, field: undefined, span: expr.span, variableSpan: expr.span });
    }
    return;
  }
  const use = fieldUse(expr, bound);
  if (use !== undefined) {
    uses.push(use);
    return;
  }
  if (expr.kind === "macro") {
    visit(expr.range, bound, uses);
    const inner = new Set([...bound, ...expr.vars.map((variable) => variable.name)]);
    for (const arg of expr.args) visit(arg, inner, uses);
    return;
  }
  for (const child of childrenOf(expr)) visit(child, bound, uses);
}

/** `variable.field` or `variable["field"]` of a variable that no macro binds; undefined for anything else. */
export function fieldUse(expr: Expr, bound: ReadonlySet<string>): FieldUse | undefined {
  if (expr.kind === "select" && expr.operand.kind === "ident" && (expr.operand.absolute || !bound.has(expr.operand.name))) {
    return { variable: expr.operand.name, variableSpan: expr.operand.span, field: expr.field, span: expr.fieldSpan };
  }
  if (expr.kind !== "call" || expr.name !== "_[_]") return undefined;
  const [operand, index] = expr.args;
  if (operand?.kind !== "ident" || index?.kind !== "literal" || typeof index.value !== "string") return undefined;
  if (!operand.absolute && bound.has(operand.name)) return undefined;
  return { variable: operand.name, variableSpan: operand.span, field: index.value, span: index.span };
}
