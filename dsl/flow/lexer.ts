import type { Code, Span } from "../../src/core/mod.ts";
import { printable } from "../expr/lexer.ts";
import { decodeLiteral } from "../expr/literals.ts";
import { findBlockEnd } from "./block_text.ts";
import { NUMBERS, OPERATORS, type TokenKind, WORD } from "./tokens.ts";

/**
 * Reads a text of the flow language token by token. The current token stands in the fields; {@link FlowLexer.next} moves on,
 * {@link FlowLexer.seek} goes on elsewhere. Nothing is thrown: what is no token becomes one of kind `bad`.
 */
export class FlowLexer {
  readonly source: string;
  kind: TokenKind = "end";
  /** Words (in NFC), operators and numbers: the text. Strings: the decoded text. `bad`: what is wrong. */
  text = "";
  start = 0;
  /** Where the current token ends; the next is looked for from here. */
  end = 0;
  /** Where what is wrong with a `bad` token ends: within a text that may be one escape. */
  badEnd = 0;
  /** Where the token before the current one ended. */
  previousEnd = 0;
  /** Whether a line ended between the token before and this one. */
  isNewLine = false;
  /** The code of a `bad` token. */
  code: Code = "flow_syntax";
  /** Every comment so far, in order. */
  readonly comments: Span[] = [];

  constructor(source: string) {
    this.source = source;
    this.next();
  }

  /** Makes the first token at or behind an offset the current one. */
  seek(offset: number): void {
    this.end = offset;
    this.next();
  }

  /** Makes of an operator its first character alone: `>=` behind a type is `>` and `=`. */
  split(): void {
    this.text = this.text.slice(0, 1);
    this.end = this.start + 1;
  }

  /** Moves to the next token; at the end stays there. */
  next(): void {
    this.previousEnd = this.end;
    const at = this.#skipBlanks();
    const { source } = this;
    this.start = at;
    const first = source.charCodeAt(at);
    if (at >= source.length) this.#set("end", "", at);
    else if (isLetter(first)) this.#word(at);
    else if (first >= 48 && first <= 57) this.#number(at);
    else if (first === 34 || first === 39) this.#string(at, at);
    else if (first > 127) this.#match(at);
    else this.#operator(at);
  }

  #set(kind: TokenKind, text: string, end: number): void {
    this.kind = kind;
    this.text = text;
    this.end = end;
    this.badEnd = end;
  }

  #bad(message: string, end: number, code: Code = "flow_syntax"): void {
    this.#set("bad", message, end);
    this.code = code;
  }

  #skipBlanks(): number {
    const { source } = this;
    let at = this.end;
    this.isNewLine = false;
    for (;; at++) {
      const code = source.charCodeAt(at);
      if (code === 10) this.isNewLine = true;
      else if (code === 35) {
        const start = at;
        at = lineEnd(source, at);
        if (start >= (this.comments.at(-1)?.end ?? 0)) this.comments.push({ start, end: at });
        at--;
      } else if (code !== 32 && code !== 9 && code !== 13) return at;
    }
  }

  #word(start: number): void {
    const { source } = this;
    let at = start + 1;
    while (isLetter(source.charCodeAt(at)) || source.charCodeAt(at) >= 48 && source.charCodeAt(at) <= 57) at++;
    const after = source.charCodeAt(at);
    if (after > 127) this.#match(start);
    else if ((after === 34 || after === 39) && at === start + 1 && source[start]?.toLowerCase() === "r") this.#string(start, at);
    else this.#set("word", source.slice(start, at), at);
  }

  /** A word of any letters. */
  #match(start: number): void {
    WORD.pattern.lastIndex = start;
    const found = WORD.pattern.exec(this.source)?.[0];
    if (found !== undefined) return this.#set("word", found.normalize("NFC"), start + found.length);
    const letter = String.fromCodePoint(this.source.codePointAt(start) ?? 0);
    this.#bad(`Unexpected ${printable(letter)}`, start + letter.length);
  }

  #number(start: number): void {
    for (const { kind, pattern } of NUMBERS) {
      pattern.lastIndex = start;
      const found = pattern.exec(this.source)?.[0];
      if (found !== undefined) return this.#set(kind, found, start + found.length);
    }
    NOT_A_NUMBER.lastIndex = start;
    const found = NOT_A_NUMBER.exec(this.source)?.[0] ?? "";
    this.#bad(`${printable(found)} is no number, duration such as 30s, or size such as 128MiB`, start + found.length);
  }

  #string(start: number, quote: number): void {
    const { source } = this;
    const mark = source.charAt(quote);
    if (source.startsWith(mark.repeat(3), quote)) {
      if (mark === '"' && quote === start) return this.#block(start);
      return this.#bad('A text of several lines stands between """', quote + 3);
    }
    const { text, error, errorStart, end } = decodeLiteral(source, start, quote);
    if (error === undefined) return this.#set("string", text, end);
    const isUnclosed = errorStart === undefined;
    this.#bad(error, isUnclosed ? beforeBrackets(source, start + 1, end) : end, isUnclosed ? "flow_unclosed" : "flow_syntax");
    if (errorStart === undefined) return;
    this.start = errorStart;
    this.badEnd = errorStart + 2;
  }

  #block(start: number): void {
    const end = findBlockEnd(this.source, start);
    if (end !== undefined) return this.#set("text", "", end);
    const first = lineEnd(this.source, start);
    if (this.source.slice(start + 3, first).trim() === "") {
      this.#bad('This """ has no """ on a line of its own that ends it', this.source.length, "flow_unclosed");
      return;
    }
    this.#bad('A text in """ begins on the next line', beforeBrackets(this.source, start + 3, first));
  }

  #operator(at: number): void {
    const { source } = this;
    for (const operator of BY_FIRST[source.charCodeAt(at)] ?? []) {
      if (operator.length === 1 || source.startsWith(operator, at)) return this.#set("op", operator, at + operator.length);
    }
    this.#bad(`Unexpected ${printable(source[at] ?? "")}`, at + 1);
  }
}

/** The operators by the code of their first character. */
const BY_FIRST: readonly (readonly string[])[] = OPERATORS.reduce<string[][]>((rows, operator) => {
  (rows[operator.charCodeAt(0)] ??= []).push(operator);
  return rows;
}, []);

const NOT_A_NUMBER = /[\d.\p{XID_Continue}]+/uy;

function isLetter(code: number): boolean {
  return code >= 97 && code <= 122 || code >= 65 && code <= 90 || code === 95;
}

/** Where the brackets begin that end a line: a text without its closing quote has most likely swallowed them. */
function beforeBrackets(source: string, from: number, end: number): number {
  let at = end;
  while (at > from && " \t\r)]}".includes(source[at - 1] ?? "")) at--;
  return at;
}

/** Where the line of an offset ends, without its line feed. */
function lineEnd(source: string, from: number): number {
  const at = source.indexOf("\n", from);
  return at < 0 ? source.length : at;
}
