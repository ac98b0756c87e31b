import { Lexer } from "yaml";
import type { Span } from "../../src/core/mod.ts";

/** Marks that the library's lexer puts between the tokens: they do not stand in the text. */
const MARKS: ReadonlySet<string> = new Set(["\x02", "\x18", "\x1f"]);

/**
 * Where the comments of a document stand, in order, each from its `#` to its line's end.
 *
 * @param text Readable, without a byte order mark.
 */
export function commentSpans(text: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    if (!isScalar && lexeme.startsWith("#")) spans.push({ start: at, end: at + lexeme.trimEnd().length });
    isScalar = lexeme === "\x1f";
    if (!MARKS.has(lexeme)) at += lexeme.length;
  }
  return spans;
}
