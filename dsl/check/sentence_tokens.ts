import type { Span } from "../../src/core/mod.ts";
import { Lexer } from "../expr/lexer.ts";

/** A token of a sentence as it is written: a text in quotes, a percent or minus sign, or any other. */
export interface SentenceToken {
  readonly kind: "text" | "percent" | "minus" | "plain";
  readonly span: Span;
}

/** Whether nothing stands between two tokens in a sentence's one form; between all others stands one blank. */
export function isJoined(before: SentenceToken, token: SentenceToken): boolean {
  return before.kind === "minus" || token.kind === "percent";
}

/** The tokens of a sentence that {@link parseCheckAt} has read without a mistake. */
export function sentenceTokens(source: string, sentence: Span): readonly SentenceToken[] {
  const tokens: SentenceToken[] = [];
  const lexer = new Lexer(source, sentence.start);
  for (; lexer.kind !== "end" && lexer.start < sentence.end; lexer.next()) {
    const { kind, text, start, end } = lexer;
    const sign = kind !== "op" ? undefined : text === "%" ? "percent" : text === "-" ? "minus" : undefined;
    tokens.push({ kind: kind === "string" ? "text" : sign ?? "plain", span: { start, end } });
  }
  return tokens;
}
