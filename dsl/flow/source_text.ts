import type { Span } from "../../src/core/mod.ts";
import { Lexer } from "../expr/lexer.ts";
import type { Expr } from "../expr/mod.ts";
import type { Piece, ScalarNode } from "../tree.ts";

/** Code of a file, on one line and without comments. */
export interface SourceText {
  readonly value: string;
  readonly pieces: readonly Piece[];
}

/**
 * The text of an expression or sentence as it was written, except that a line end with the blanks and comments around it is one blank.
 *
 * @param before What the value has in front of it.
 */
export function sourceText(source: string, span: Span, before = ""): SourceText {
  const written = source.slice(span.start, span.end);
  if (!written.includes("\n") && !written.includes("#")) {
    return { value: before + written, pieces: [{ at: before.length, start: span.start, length: written.length }] };
  }
  const pieces: Piece[] = [];
  let value = before;
  let from = span.start;
  const take = (to: number): void => {
    pieces.push({ at: value.length, start: from, length: to - from });
    value += source.slice(from, to);
  };
  const lexer = new Lexer(source, span.start, { endsAtLine: false });
  for (; lexer.kind !== "end" && lexer.start < span.end; lexer.next()) {
    if (lexer.start === from || !/[\n#]/.test(source.slice(lexer.previousEnd, lexer.start))) continue;
    take(lexer.previousEnd);
    value += " ";
    from = lexer.start;
  }
  take(span.end);
  return { value, pieces };
}

/**
 * An expression as a value: `{{ … }}`.
 *
 * @param expr Its tree, where it is known.
 */
export function expressionNode(source: string, span: Span, expr: Expr | undefined): ScalarNode {
  const { value, pieces } = sourceText(source, span, "{{ ");
  const written = source.slice(span.start, span.end);
  const parsed = expr === undefined ? undefined : { kind: "expression", expr } as const;
  return {
    kind: "scalar",
    style: "pieces",
    span,
    value: `${value} }}`,
    source: written,
    pieces,
    ...(parsed === undefined ? {} : { parsed }),
  };
}
