import type { Span } from "../../src/core/mod.ts";
import { LIMITS } from "./limits.ts";
import { decodeLiteral } from "./literals.ts";
import { KEYWORDS, OPERATORS, type TokenKind } from "./tokens.ts";

/** How an expression lies in a text of the flow language: comments begin with `#`, and a newline or `;` may end it. */
export interface Layout {
  /** Whether a newline outside of brackets ends the expression, unless an operator stands before it or a line goes on behind it. */
  readonly endsAtLine: boolean;
  /** Where the comments within it stand: each is added once. */
  readonly comments?: Span[];
}

/**
 * Reads an expression token by token. The current token stands in the fields; {@link Lexer.next} moves on. Nothing is thrown: what is no
 * token becomes one of kind `bad` whose `text` says what is wrong.
 */
export class Lexer {
  readonly source: string;
  kind: TokenKind = "end";
  /** Names, keywords and operators: the text (names in NFC). Numbers: as written. Strings: the decoded text. `bad`: the message. */
  text = "";
  /** The decoded value of a `bytes` token. */
  bytes: Uint8Array | undefined;
  start = 0;
  /** Where the current token ends; the next is looked for from here. */
  end = 0;
  /** Where what is wrong with a `bad` token ends: within a text that may be one escape. */
  badEnd = 0;
  /** Where the token before the current one ended. */
  previousEnd = 0;
  /** Whether a laid out expression reached its greatest length. */
  isTooLong = false;
  readonly #layout: Layout | undefined;
  readonly #limit: number;
  /** Where the brackets stand that are open, of a laid out expression. */
  readonly #open: number[] = [];
  #isEnded = false;

  constructor(source: string, start = 0, layout?: Layout) {
    this.source = source;
    this.end = start;
    this.previousEnd = start;
    this.#layout = layout;
    this.#limit = start + LIMITS.textLength;
    this.next();
  }

  /** What messages call the end. */
  get endNoun(): string {
    return this.#layout === undefined ? "the end" : "the end of the line";
  }

  /**
   * Ends a laid out expression at the current token, which cannot be read on: behind a `bad` one, before any other. When braces are open, at
   * the first of them: they may have been meant for something else.
   *
   * @returns False without a layout: then nothing happens.
   */
  abandon(): boolean {
    if (this.#layout === undefined) return false;
    if (this.#isEnded) return true;
    this.#isEnded = true;
    const brace = this.#open.find((at) => this.source[at] === "{");
    if (brace !== undefined) this.end = brace;
    else if (this.kind !== "bad") this.end = this.start;
    this.previousEnd = this.end;
    this.kind = "end";
    return true;
  }

  /** Moves to the next token; at the end stays there. */
  next(): void {
    this.previousEnd = this.end;
    const { source } = this;
    let at = this.#layout === undefined ? skipBlanks(source, this.end) : this.#skipLayout(this.#layout);
    if (at < 0) return;
    this.start = at;
    if (at >= source.length) {
      this.#set("end", "", at);
      return;
    }
    const first = source.charCodeAt(at);
    if (isIdentStart(first)) {
      if (this.#prefixedString(at)) return;
      at++;
      while (at < source.length && isIdentPart(source.charCodeAt(at))) at++;
      if (at < source.length && source.charCodeAt(at) > 127) {
        this.#unicodeName(this.start);
        return;
      }
      const text = source.slice(this.start, at);
      this.#set(KEYWORDS.has(text) ? "keyword" : "ident", text, at);
    } else if (isDigit(first) || first === 46 /* . */ && isDigit(source.charCodeAt(at + 1))) {
      this.#number(at);
    } else if (first === 34 || first === 39) {
      this.#string(at, at);
    } else if (first === 96) {
      this.#quotedName(at);
    } else if (first > 127) {
      this.#unicodeName(at);
    } else {
      this.#operator(at);
    }
  }

  /** The start of the next token, or -1 when the expression has ended. */
  #skipLayout({ endsAtLine, comments }: Layout): number {
    if (this.#isEnded) return -1;
    const { source } = this;
    let at = this.end;
    let isNewLine = false;
    for (;;) {
      const code = source.charCodeAt(at);
      if (code === 10) isNewLine = true;
      else if (code === 35) {
        const start = at;
        while (at < source.length && source.charCodeAt(at) !== 10) at++;
        if (comments !== undefined && start >= (comments.at(-1)?.end ?? 0)) comments.push({ start, end: at });
        continue;
      } else if (code !== 32 && code !== 9 && code !== 13 && code !== 12) break;
      at++;
    }
    this.isTooLong = at >= this.#limit && at < source.length;
    const isOpen = this.#open.length > 0;
    const isOver = isNewLine && !isOpen && endsAtLine && !this.#isContinued() && !goesOn(source, at);
    if (at < source.length && !this.isTooLong && !isOver && (isOpen || source.charCodeAt(at) !== 59)) return at;
    this.#isEnded = true;
    this.start = this.end;
    this.#set("end", "", this.end);
    return -1;
  }

  /** Whether the current token asks for more: an operator, but no bracket that closes. */
  #isContinued(): boolean {
    return this.kind === "op" ? !/[)\]}]/.test(this.text) : this.kind === "keyword" && this.text === "in";
  }

  #set(kind: TokenKind, text: string, end: number): void {
    this.kind = kind;
    this.text = text;
    this.end = end;
    this.badEnd = end;
  }

  #operator(at: number): void {
    const { source } = this;
    for (const operator of BY_FIRST[source.charCodeAt(at)] ?? []) {
      if (operator.length === 1 || source.startsWith(operator, at)) {
        this.#set("op", operator, at + operator.length);
        if (this.#layout === undefined) return;
        if ("([{".includes(operator)) this.#open.push(at);
        else if (")]}".includes(operator)) this.#open.pop();
        return;
      }
    }
    const found = source[at] ?? "";
    const hint = found === "=" ? "; equality is '=='" : found === "&" ? "; and is '&&'" : "";
    this.#set("bad", `Unexpected ${printable(found)}${hint}`, at + 1);
  }

  #number(at: number): void {
    const { source } = this;
    NUMBER.lastIndex = at;
    const match = NUMBER.exec(source);
    const text = match?.[0] ?? "";
    const end = at + text.length;
    if (/[uU]$/.test(text)) this.#set("uint", text.slice(0, -1), end);
    else if (/^0[xX]/.test(text)) this.#set("int", text, end);
    else this.#set(/[.eE]/.test(text) ? "double" : "int", text, end);
    const after = source.charCodeAt(end);
    if (isIdentPart(after) || after > 127) {
      let stop = end;
      while (isIdentPart(source.charCodeAt(stop)) || source.charCodeAt(stop) > 127) stop++;
      this.#set("bad", `A number is followed by ${printable(source.slice(end, Math.min(stop, end + 20)))}`, stop);
    }
  }

  /** Whether the letters at `at` are the prefix of a string (`r"…"`, `b'…'`, `rb"…"`), which is then read. */
  #prefixedString(at: number): boolean {
    const { source } = this;
    let quote = at;
    while (quote - at < 2 && isStringPrefix(source.charCodeAt(quote))) quote++;
    const next = source.charCodeAt(quote);
    if (quote === at || next !== 34 && next !== 39) return false;
    const prefix = source.slice(at, quote).toLowerCase();
    if (prefix === "rr" || prefix === "bb") return false;
    this.#string(at, quote);
    return true;
  }

  #string(start: number, quote: number): void {
    const literal = decodeLiteral(this.source, start, quote);
    if (literal.error !== undefined) this.#set("bad", literal.error, literal.end);
    else this.#set(literal.bytes === undefined ? "string" : "bytes", literal.text, literal.end);
    if (literal.errorStart !== undefined) {
      this.start = literal.errorStart;
      this.badEnd = literal.errorStart + 2;
    }
    this.bytes = literal.bytes;
  }

  #quotedName(at: number): void {
    QUOTED_NAME.lastIndex = at;
    const match = QUOTED_NAME.exec(this.source);
    if (match === null) {
      this.#set("bad", "A name in backquotes holds letters, digits, '_', '-', '.', '/' and spaces, and ends with a backquote", at + 1);
    } else {
      this.#set("quoted", match[0].slice(1, -1), at + match[0].length);
    }
  }

  #unicodeName(at: number): void {
    NAME.lastIndex = at;
    const match = NAME.exec(this.source);
    if (match === null) {
      const found = String.fromCodePoint(this.source.codePointAt(at) ?? 0);
      this.#set("bad", `Unexpected ${printable(found)}`, at + found.length);
    } else {
      this.#set("ident", match[0].normalize("NFC"), at + match[0].length);
    }
  }
}

/** The operators by the code of their first character. */
const BY_FIRST: readonly (readonly string[])[] = OPERATORS.reduce<string[][]>((rows, operator) => {
  (rows[operator.charCodeAt(0)] ??= []).push(operator);
  return rows;
}, []);

const NUMBER = /0[xX][0-9a-fA-F]+[uU]?|(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?[uU]?/y;
const QUOTED_NAME = /`[A-Za-z0-9_\-./ ]+`/y;
const NAME = /[\p{XID_Start}_]\p{XID_Continue}*/uy;

function skipBlanks(source: string, from: number): number {
  let at = from;
  for (;;) {
    const code = source.charCodeAt(at);
    if (code === 32 || code >= 9 && code <= 13 && code !== 11) at++;
    else if (code === 47 && source.charCodeAt(at + 1) === 47) {
      // A comment runs to the end of its line.
      while (at < source.length && source.charCodeAt(at) !== 10) at++;
    } else return at;
  }
}

/** Whether a line that begins at `at` goes on with the expression of the line before. */
function goesOn(source: string, at: number): boolean {
  const first = source[at] ?? "";
  return ".?:".includes(first) || first === source[at + 1] && "&|".includes(first);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isIdentStart(code: number): boolean {
  return code >= 97 && code <= 122 || code >= 65 && code <= 90 || code === 95;
}

function isIdentPart(code: number): boolean {
  return isIdentStart(code) || isDigit(code);
}

function isStringPrefix(code: number): boolean {
  return code === 114 || code === 82 || code === 98 || code === 66;
}

/** A piece of source for a message: control characters visible, length bounded. */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex
  return `'${text.slice(0, 40).replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\ufeff]/g, escapeUnit)}'`;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
