import type { Span } from "../../src/core/mod.ts";
import { findExpressionEnd, MAX_RECOVERIES } from "./find_expression_end.ts";

/** A piece of a template: text that stands for itself, or an expression with its braces. */
export type TemplatePiece =
  | { readonly kind: "text"; readonly span: Span; readonly text: string }
  | {
    readonly kind: "expression";
    /** With the braces. */
    readonly span: Span;
    /** The expression as written between the braces, with its blanks. */
    readonly source: string;
    /** Where `source` begins in the template. */
    readonly offset: number;
  };

/** A template in its pieces. */
export interface SplitTemplate {
  readonly pieces: readonly TemplatePiece[];
  /** Offset of a `{{` that nothing closes; the pieces end before it. */
  readonly unclosed: number | undefined;
}

/** Splits a text into literal pieces and `{{ }}`; neither piece is empty except for an expression's source. */
export function splitTemplate(text: string): SplitTemplate {
  const pieces: TemplatePiece[] = [];
  let at = 0;
  let recoveries = 0;
  while (at < text.length) {
    const open = text.indexOf("{{", at);
    if (open !== at) {
      const end = open < 0 ? text.length : open;
      pieces.push({ kind: "text", span: { start: at, end }, text: text.slice(at, end) });
    }
    if (open < 0) break;
    const { end, closed, isRecovered } = findExpressionEnd(text, open + 2, text.length, recoveries >= MAX_RECOVERIES);
    if (isRecovered) recoveries++;
    if (!closed) return { pieces, unclosed: open };
    pieces.push({ kind: "expression", span: { start: open, end }, source: text.slice(open + 2, end - 2), offset: open + 2 });
    at = end;
  }
  return { pieces, unclosed: undefined };
}
