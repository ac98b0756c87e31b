import { type Expr, parseExprAt } from "../../expr/mod.ts";
import { Lexer } from "../../expr/lexer.ts";
import { childrenOf } from "../../expr/tree.ts";
import { parseTemplate } from "../../template/mod.ts";
import type { DocNode } from "../../tree.ts";
import { printExpr } from "./print_expr.ts";

/** Prints a condition, which stands without braces, pipes and leading dots; undefined when flow cannot say it so. */
export function printCondition(node: DocNode): string | undefined {
  return bareOf(node, (expr, source) => hasSugar(expr) ? printExpr(expr, source) : onOneLine(source));
}

/** As {@link printCondition}, for places with a general form, which keeps pipes and leading dots. */
export function printPlainCondition(node: DocNode): string | undefined {
  return bareOf(node, (expr, source) => hasSugar(expr) ? undefined : onOneLine(source));
}

function bareOf(node: DocNode, print: (expr: Expr, source: string) => string | undefined): string | undefined {
  if (node.kind !== "scalar") return undefined;
  if (typeof node.value === "boolean") return String(node.value);
  if (typeof node.value !== "string") return undefined;
  const { whole, problems } = parseTemplate(node.value);
  if (whole?.expr === undefined || whole.isRaw || problems.length > 0) return undefined;
  const bare = print(whole.expr, whole.source);
  if (bare === undefined) return undefined;
  const { expr, end } = parseExprAt(bare, 0, { layout: { endsAtLine: true } });
  return expr !== undefined && end === bare.length ? bare : undefined;
}

/** Whether an expression has what only `{{ }}` allows: a leading dot or a pipe. */
export function hasSugar(root: Expr): boolean {
  const open: Expr[] = [root];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    if (expr.kind === "call" && expr.piped || expr.kind === "ident" && expr.absolute) return true;
    open.push(...childrenOf(expr));
  }
  return false;
}

/** An expression with one blank in place of each line end or comment and the blanks around it. */
export function onOneLine(source: string): string {
  if (!/\n|\/\//.test(source)) return source;
  let text = "";
  for (const lexer = new Lexer(source); lexer.kind !== "end"; lexer.next()) {
    const between = source.slice(lexer.previousEnd, lexer.start);
    text += (/[\n/]/.test(between) ? " " : between) + source.slice(lexer.start, lexer.end);
  }
  return text.trimStart();
}
