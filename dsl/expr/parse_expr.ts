import { type Layout, Lexer } from "./lexer.ts";
import { LIMITS } from "./limits.ts";
import { Parser } from "./parser.ts";
import { type ExprProblem, problem } from "./problem.ts";
import type { Expr } from "./tree.ts";

/** How an expression is read. */
export interface ParseExprOptions {
  /** Whether `x | f(a)` is allowed and means `f(x, a)`: in templates. Default false. */
  readonly sugar?: boolean;
}

/** How {@link parseExprAt} reads. */
export interface ParseExprAtOptions extends ParseExprOptions {
  /** Given in a text of the flow language, whose rules for lines and comments then hold. */
  readonly layout?: Layout;
}

/** What {@link parseExpr} gives: a tree, or every problem that was found. */
export interface ParsedExpr {
  /** Undefined exactly when there is a problem. */
  readonly expr: Expr | undefined;
  readonly problems: readonly ExprProblem[];
}

/**
 * Parses one expression.
 *
 * @param text The whole expression, at most 65,536 UTF-16 units.
 * @returns The tree, or all problems: reading goes on behind the next comma or closing bracket. Codes `expr_syntax`, `expr_overflow` (a
 * literal out of range), `expr_too_long`, `expr_too_deep`. Never throws.
 *
 * @example
 * ```ts
 * console.assert(parseExpr("1 + 2").expr?.kind === "call");
 * console.assert(parseExpr("1 +").problems[0]?.code === "expr_syntax");
 * ```
 */
export function parseExpr(text: string, options: ParseExprOptions = {}): ParsedExpr {
  if (text.length > LIMITS.textLength) {
    const message = `The expression has ${text.length} characters; ${LIMITS.textLength} are allowed`;
    return { expr: undefined, problems: [problem("expr_too_long", message, { start: 0, end: text.length })] };
  }
  const parser = new Parser(new Lexer(text), options.sugar === true);
  const expr = parser.whole();
  return { expr: parser.problems.length === 0 ? expr : undefined, problems: parser.problems };
}

/**
 * Parses the expression that starts at an offset of a longer text and ends where it is complete and the next token cannot continue it.
 *
 * @returns As {@link parseExpr}, and `end`: the offset behind the last token that belongs to the expression; with a layout and a problem,
 * the offset where reading may go on.
 */
export function parseExprAt(text: string, start: number, options: ParseExprAtOptions = {}): ParsedExpr & { readonly end: number } {
  const lexer = new Lexer(text, start, options.layout);
  const parser = new Parser(lexer, options.sugar === true);
  const expr = parser.prefix();
  const end = lexer.previousEnd;
  if (lexer.isTooLong) {
    const message = `The expression has more than the ${LIMITS.textLength} characters that are allowed`;
    return { expr: undefined, problems: [problem("expr_too_long", message, { start, end })], end };
  }
  return { expr: parser.problems.length === 0 ? expr : undefined, problems: parser.problems, end };
}
