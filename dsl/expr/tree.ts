import type { Span } from "../../src/core/mod.ts";
import type { CelValue } from "./values.ts";

/** A parsed expression: CEL's standard tree, with macros kept as they were written. */
export type Expr = LiteralExpr | IdentExpr | SelectExpr | CallExpr | ListExpr | MapExpr | MacroExpr;

interface ExprNode {
  readonly span: Span;
  /** Levels of the tree from here down, at least 1. */
  readonly height: number;
}

export interface LiteralExpr extends ExprNode {
  readonly kind: "literal";
  readonly value: CelValue;
}

/** A variable. `absolute` when written with a leading dot: then the name is never a macro's variable. */
export interface IdentExpr extends ExprNode {
  readonly kind: "ident";
  readonly name: string;
  readonly absolute: boolean;
}

/** `operand.field`; with `test` it is `has(operand.field)`. */
export interface SelectExpr extends ExprNode {
  readonly kind: "select";
  readonly operand: Expr;
  readonly field: string;
  readonly fieldSpan: Span;
  readonly test: boolean;
}

/** A call `name(args)`, a method call `target.name(args)`, or an operator: `_+_`, `_&&_`, `!_`, `-_`, `_?_:_`, `_[_]`, `@in`… */
export interface CallExpr extends ExprNode {
  readonly kind: "call";
  readonly name: string;
  readonly nameSpan: Span;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
  /** Written `x | name(…)`: `x` is the first argument, and a method of that name serves as well. */
  readonly piped: boolean;
}

export interface ListExpr extends ExprNode {
  readonly kind: "list";
  readonly items: readonly Expr[];
}

export interface MapExpr extends ExprNode {
  readonly kind: "map";
  readonly entries: readonly { readonly key: Expr; readonly value: Expr }[];
}

/** The macros that bind variables. */
export type MacroName = "all" | "exists" | "exists_one" | "map" | "filter" | "transformList" | "transformMap" | "bind";

/**
 * A macro that binds one or two variables (the element, or index or key and element) over `range`, or, as `cel.bind`, one variable to
 * `range` itself. `args` are what stands behind the variables: the predicate, or an optional filter and the result.
 */
export interface MacroExpr extends ExprNode {
  readonly kind: "macro";
  readonly name: MacroName;
  readonly nameSpan: Span;
  readonly range: Expr;
  readonly vars: readonly { readonly name: string; readonly span: Span }[];
  readonly args: readonly Expr[];
}

/** The expressions directly below one, in the order in which they are written. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "literal":
    case "ident":
      return [];
    case "select":
      return [expr.operand];
    case "call":
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args];
    case "list":
      return expr.items;
    case "map":
      return expr.entries.flatMap((entry) => [entry.key, entry.value]);
    case "macro":
      return [expr.range, ...expr.args];
  }
}
