import type { CallExpr, Expr, MacroExpr } from "../../../dsl/expr/mod.ts";
import { CelDouble, CelUint, type CelValue } from "../../../dsl/expr/mod.ts";

/** A tree as cel-go prints it, with the standard macros expanded; white space is not kept alike. */
export function debugString(expr: Expr): string {
  switch (expr.kind) {
    case "literal":
      return literal(expr.value);
    case "ident":
      return (expr.absolute ? "." : "") + expr.name;
    case "select":
      return `${debugString(expr.operand)}.${expr.field}${expr.test ? "~test-only~" : ""}`;
    case "list":
      return `[${args(expr.items)}]`;
    case "map":
      return `{${expr.entries.map(({ key, value }) => `${debugString(key)}:${debugString(value)}`).join(",")}}`;
    case "call":
      return call(expr);
    case "macro":
      return macro(expr);
  }
}

function args(exprs: readonly Expr[]): string {
  return exprs.map(debugString).join(",");
}

function call(expr: CallExpr): string {
  return `${expr.target === undefined ? "" : `${debugString(expr.target)}.`}${expr.name}(${args(expr.args)})`;
}

function literal(value: CelValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof CelUint) return `${value.value}u`;
  if (value instanceof CelDouble) return goFloat(value.value);
  return typeof value === "number" && !Number.isSafeInteger(value) ? goFloat(value) : String(value);
}

function goFloat(value: number): string {
  if (Object.is(value, -0)) return "-0";
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  const text = exponent < -4 || exponent >= 6 ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** The standard macros as comprehensions; those of extensions stay calls, as in the reference's trees. */
function macro(expr: MacroExpr): string {
  const [variable, second] = expr.vars;
  const [first = "", result] = expr.args.map(debugString);
  const name = variable?.name ?? "";
  if (expr.name === "bind") return `cel.bind(${name},${debugString(expr.range)},${first})`;
  if (second !== undefined) {
    const written = expr.name === "exists_one" ? "existsOne" : expr.name;
    return `${debugString(expr.range)}.${written}(${expr.vars.map((one) => one.name).join(",")},${args(expr.args)})`;
  }
  const loop = (init: string, condition: string, step: string, end = "@result") =>
    `__comprehension__(${name},${debugString(expr.range)},@result,${init},${condition},${step},${end})`;
  switch (expr.name) {
    case "all":
      return loop("true", "@not_strictly_false(@result)", `_&&_(@result,${first})`);
    case "exists":
      return loop("false", "@not_strictly_false(!_(@result))", `_||_(@result,${first})`);
    case "exists_one":
      return loop("0", "true", `_?_:_(${first},_+_(@result,1),@result)`, "_==_(@result,1)");
    case "filter":
      return loop("[]", "true", `_?_:_(${first},_+_(@result,[${name}]),@result)`);
    default:
      return result === undefined
        ? loop("[]", "true", `_+_(@result,[${first}])`)
        : loop("[]", "true", `_?_:_(${first},_+_(@result,[${result}]),@result)`);
  }
}
