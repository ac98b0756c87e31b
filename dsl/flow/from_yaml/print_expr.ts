import type { Expr } from "../../expr/mod.ts";
import { BINARY } from "../../expr/tokens.ts";
import { overloadsOf } from "../../expr/functions/mod.ts";

/**
 * Prints an expression as plain CEL: pipes become calls, and leading dots go.
 *
 * @param source What it was parsed from.
 */
export function printExpr(expr: Expr, source: string): string {
  const print = (inner: Expr): string => printExpr(inner, source);
  const target = (inner: Expr): string => isPrimary(inner) ? print(inner) : `(${print(inner)})`;
  const operand = (inner: Expr): string => inner.kind === "literal" ? print(inner) : target(inner);
  const list = (items: readonly Expr[]): string => items.map(print).join(", ");
  switch (expr.kind) {
    case "literal":
      return source.slice(expr.span.start, expr.span.end);
    case "ident":
      return expr.name;
    case "select": {
      const text = `${target(expr.operand)}.${source.slice(expr.fieldSpan.start, expr.fieldSpan.end)}`;
      return expr.test ? `has(${text})` : text;
    }
    case "list":
      return `[${list(expr.items)}]`;
    case "map":
      return `{${expr.entries.map(({ key, value }) => `${print(key)}: ${print(value)}`).join(", ")}}`;
    case "macro": {
      const names = expr.vars.map(({ name }) => name);
      const args = expr.args.map(print);
      if (expr.name === "bind") return `cel.bind(${[...names, print(expr.range), ...args].join(", ")})`;
      return `${target(expr.range)}.${expr.name}(${[...names, ...args].join(", ")})`;
    }
    case "call":
  }
  const { name, args, piped } = expr;
  const [first, second, third] = args;
  if (expr.target !== undefined) return `${target(expr.target)}.${name}(${list(args)})`;
  if (first !== undefined && name === "_?_:_" && second !== undefined && third !== undefined) {
    return `${operand(first)} ? ${operand(second)} : ${operand(third)}`;
  }
  if (first !== undefined && name === "_[_]" && second !== undefined) return `${target(first)}[${print(second)}]`;
  if (first !== undefined && (name === "!_" || name === "-_")) return `${name.slice(0, 1)}${operand(first)}`;
  const binary = OPERATORS.get(name);
  if (first !== undefined && binary !== undefined && second !== undefined) {
    const side = (inner: Expr): string => powerOf(inner) > binary.power ? print(inner) : operand(inner);
    return `${side(first)} ${binary.text} ${side(second)}`;
  }
  // A pipe serves methods as well.
  if (piped && first !== undefined && !isFunction(name, args.length)) return `${target(first)}.${name}(${list(args.slice(1))})`;
  return `${name}(${list(args)})`;
}

/** The binary operators by their functions. */
const OPERATORS = new Map([...BINARY].map(([text, { fn, power }]) => [fn, { text, power }]));

/** How tightly an operation binds; 0 for everything else. */
function powerOf(expr: Expr): number {
  if (expr.kind !== "call") return 0;
  return expr.name === "!_" || expr.name === "-_" ? UNARY_POWER : OPERATORS.get(expr.name)?.power ?? 0;
}

/** More than that of any binary operator. */
const UNARY_POWER = 1 + Math.max(...[...BINARY.values()].map(({ power }) => power));

/** Whether an expression stands before a dot without parentheses. */
function isPrimary(expr: Expr): boolean {
  if (expr.kind === "literal") return typeof expr.value === "string";
  return expr.kind !== "call" || /^[A-Za-z_][\w.]*$/.test(expr.name) && !expr.name.startsWith("_") || expr.name === "_[_]";
}

function isFunction(name: string, count: number): boolean {
  return overloadsOf(name).some(({ method, params, variadic }) =>
    !method && (params.length === count || variadic === true && count > params.length)
  );
}
