import type { Span } from "../../src/core/mod.ts";
import { Lexer } from "../expr/lexer.ts";
import { nameChain } from "./name_chain.ts";

/** A name in an expression. */
export interface NameInExpression {
  /** Those before it and itself, from the variable on; undefined behind something computed. */
  readonly path: readonly string[] | undefined;
  readonly name: string;
  /** Whether it is called. */
  readonly isCall: boolean;
  /** In the expression's text. */
  readonly span: Span;
}

/** The name that stands at a place of an expression: a word, or a text in brackets as in `tasks["build-image"]`. */
export function nameAt(source: string, at: number): NameInExpression | undefined {
  const lexer = new Lexer(source);
  while (lexer.kind !== "end" && lexer.end < at) lexer.next();
  // Between two tokens, the name of the two is meant.
  if (lexer.end === at && lexer.kind === "op") lexer.next();
  const { kind, text, start, end } = lexer;
  if (start > at || kind !== "ident" && kind !== "string") return undefined;
  const chain = nameChain(source, kind === "string" ? end - 1 : end);
  if (chain === undefined || chain.isKey !== (kind === "string")) return undefined;
  lexer.next();
  return {
    path: chain.before === undefined ? undefined : [...chain.before, text],
    name: text,
    isCall: kind === "ident" && lexer.kind === "op" && lexer.text === "(",
    span: { start, end },
  };
}
