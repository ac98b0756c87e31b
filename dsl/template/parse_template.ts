import type { Span } from "../../src/core/mod.ts";
import { type Expr, type ExprProblem, parseExpr } from "../expr/mod.ts";
import { splitTemplate } from "./split_template.ts";
import { unwrapRaw } from "./unwrap_raw.ts";

/** An expression of a template. */
export interface TemplateExpression {
  /** With the braces. */
  readonly span: Span;
  /** The expression as written, without blanks around it. */
  readonly source: string;
  /** Where `source` begins in the template. */
  readonly offset: number;
  /** Undefined when it does not parse. Without a final `| raw`. */
  readonly expr: Expr | undefined;
  /** Whether it ends in `| raw`. */
  readonly isRaw: boolean;
}

/** A parsed template. */
export interface Template {
  /** Literal texts and expressions in order. */
  readonly pieces: readonly (string | TemplateExpression)[];
  /** The expression, when the text is one expression and nothing else: then its value keeps its type. */
  readonly whole: TemplateExpression | undefined;
  /** What is wrong with its syntax; spans count UTF-16 units of the template. */
  readonly problems: readonly ExprProblem[];
}

/**
 * Parses a text with `{{ }}`. Never throws; a text without `{{` is one literal piece.
 *
 * @example
 * ```ts
 * console.assert(parseTemplate("a {{ 1 + 1 }}").pieces.length === 2);
 * console.assert(parseTemplate("a {{ 1").problems[0]?.code === "template_unclosed");
 * ```
 */
export function parseTemplate(text: string): Template {
  const { pieces, unclosed } = splitTemplate(text);
  const problems: ExprProblem[] = [];
  const parsed = pieces.map((piece) =>
    piece.kind === "text" ? piece.text : parseExpression(piece.span, piece.source, piece.offset, problems)
  );
  if (unclosed !== undefined) problems.push(unclosedProblem(unclosed));
  const [first] = parsed;
  const whole = parsed.length === 1 && typeof first === "object" && unclosed === undefined ? first : undefined;
  return { pieces: parsed, whole, problems };
}

/** The problem of a `{{` at an offset that nothing closes. */
export function unclosedProblem(start: number): ExprProblem {
  return {
    code: "template_unclosed",
    severity: "error",
    message: "This `{{` has no `}}`",
    span: { start, end: start + 2 },
    hint: "Close it with `}}`; a literal `{{` is written {{ '{{' }}",
  };
}

/** Parses what stands between `{{` and `}}`; problems are added with spans of the template. */
export function parseExpression(span: Span, inner: string, innerOffset: number, problems: ExprProblem[]): TemplateExpression {
  const source = inner.trim();
  const offset = innerOffset + (inner.length - inner.trimStart().length);
  if (source === "") {
    problems.push({
      code: "template_empty",
      severity: "error",
      message: "Nothing stands between `{{` and `}}`",
      span,
      hint: "Write an expression; a literal `{{` is written {{ '{{' }}",
    });
    return { span, source, offset, expr: undefined, isRaw: false };
  }
  const parsed = parseExpr(source, { sugar: true });
  problems.push(...parsed.problems.map((problem) => moved(problem, offset)));
  if (parsed.expr === undefined) return { span, source, offset, expr: undefined, isRaw: false };
  const { expr, isRaw, misplaced } = unwrapRaw(parsed.expr);
  if (misplaced !== undefined) problems.push(moved(misplaced, offset));
  return { span, source, offset, expr: misplaced === undefined ? expr : undefined, isRaw };
}

/** A problem of an expression as one of the text that it stands in. */
export function moved(problem: ExprProblem, offset: number): ExprProblem {
  return { ...problem, span: { start: problem.span.start + offset, end: problem.span.end + offset } };
}
