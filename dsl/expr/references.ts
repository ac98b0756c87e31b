import { isNamespace } from "./functions/mod.ts";
import { childrenOf, type Expr } from "./tree.ts";

/**
 * The paths that an expression reads, as far as they are written out: `tasks.a["b"].stdout` gives `["tasks", "a", "b", "stdout"]`, and
 * `tasks[x].y` gives `["tasks"]` and `["x"]`. Variables of macros are left out; `has(a.b)` counts as reading it. A call that gives something
 * else each time counts as reading itself, `["now()"]`, so that nobody takes the expression for a constant.
 *
 * @returns Each path once, in the order of appearance.
 */
export function referencesOf(expr: Expr): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  visit(expr, new Set(), found);
  return [...found.values()];
}

function visit(expr: Expr, bound: ReadonlySet<string>, found: Map<string, readonly string[]>): void {
  const path = staticPath(expr, bound);
  if (path !== undefined) {
    if (path.length > 0) found.set(JSON.stringify(path), path);
    return;
  }
  if (expr.kind === "call" && expr.target === undefined && expr.name === "now") found.set("now()", ["now()"]);
  if (expr.kind === "macro") {
    visit(expr.range, bound, found);
    const inner = new Set([...bound, ...expr.vars.map((variable) => variable.name)]);
    for (const arg of expr.args) visit(arg, inner, found);
    return;
  }
  // `math.abs(x)` reads no variable called math; a variable of that name would have hidden the function.
  const isQualified = expr.kind === "call" && expr.target?.kind === "ident" && isNamespace(expr.target.name) &&
    !bound.has(expr.target.name);
  const below = isQualified ? expr.args : childrenOf(expr);
  for (const child of below) visit(child, bound, found);
}

/** The path of a chain of selections and literal indexes; empty for one that starts at a macro's variable. */
function staticPath(expr: Expr, bound: ReadonlySet<string>): readonly string[] | undefined {
  const fields: string[] = [];
  let at = expr;
  for (;;) {
    if (at.kind === "select") {
      fields.push(at.field);
      at = at.operand;
    } else if (at.kind === "call" && at.name === "_[_]") {
      const [operand, index] = at.args;
      if (operand === undefined || index?.kind !== "literal" || typeof index.value !== "string") return undefined;
      fields.push(index.value);
      at = operand;
    } else if (at.kind === "ident") {
      if (bound.has(at.name) && !at.absolute) return [];
      return [at.name, ...fields.reverse()];
    } else {
      return undefined;
    }
  }
}
