import type { CallExpr, Expr, ExprProblem } from "../expr/mod.ts";
import { childrenOf } from "../expr/tree.ts";

/** An expression without its final `| raw`. */
export interface Unwrapped {
  readonly expr: Expr;
  readonly isRaw: boolean;
  /** Set when `raw` stands anywhere else. */
  readonly misplaced: ExprProblem | undefined;
}

/** Takes a final `| raw` off an expression: it is no function but says how the value is put into `run` text. */
export function unwrapRaw(expr: Expr): Unwrapped {
  const isRaw = isRawCall(expr);
  const inner = isRaw ? expr.target ?? expr.args[0] ?? expr : expr;
  const nested = findRaw(isRaw ? inner : expr);
  if (nested === undefined) return { expr: inner, isRaw, misplaced: undefined };
  const misplaced: ExprProblem = {
    code: "template_raw",
    severity: "error",
    message: "`raw` stands only at the end of an expression",
    span: nested.nameSpan,
    hint: "Put the rest in parentheses: `{{ (a + b) | raw }}`",
  };
  return { expr: inner, isRaw, misplaced };
}

function isRawCall(expr: Expr): expr is CallExpr {
  return expr.kind === "call" && expr.name === "raw" && expr.args.length + (expr.target === undefined ? 0 : 1) === 1;
}

function findRaw(root: Expr): CallExpr | undefined {
  const open: Expr[] = [root];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    if (isRawCall(expr)) return expr;
    open.push(...childrenOf(expr));
  }
  return undefined;
}
