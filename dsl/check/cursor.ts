import type { Code, Span } from "../../src/core/mod.ts";
import { Lexer, printable } from "../expr/lexer.ts";
import type { TokenKind } from "../expr/tokens.ts";

/** Something wrong with a sentence; `span` counts UTF-16 units of the text it stands in. */
export interface CheckProblem {
  readonly code: Code;
  readonly severity: "error";
  readonly message: string;
  readonly span: Span;
  readonly hint?: string;
}

/**
 * The tokens of a sentence, which are those of expressions. In a statement the sentence ends at a line's end, `;`, `}` or a comment, as
 * flow's statements do.
 */
export class Cursor {
  readonly source: string;
  readonly problems: CheckProblem[] = [];
  readonly #lexer: Lexer;
  readonly #isStatement: boolean;
  /** A line does not end a statement behind an operator. */
  #isBehindOperator = false;

  constructor(source: string, start: number, isStatement: boolean) {
    this.source = source;
    this.#isStatement = isStatement;
    this.#lexer = new Lexer(source, start);
  }

  get kind(): TokenKind {
    return this.#lexer.kind;
  }

  get text(): string {
    return this.#lexer.text;
  }

  get span(): Span {
    return { start: this.#lexer.start, end: this.#lexer.end };
  }

  /** Where the token before the current one ended. */
  get previousEnd(): number {
    return this.#lexer.previousEnd;
  }

  get isAtEnd(): boolean {
    if (this.kind === "end") return true;
    if (!this.#isStatement) return false;
    const { start } = this.#lexer;
    if (this.#isBehindOperator) return /[;#}]/.test(this.source[start] ?? "");
    return /[\r\n]/.test(this.source.slice(this.previousEnd, start)) || /[;#}]/.test(this.source[start] ?? "");
  }

  /** Whether a name stands here, or exactly this one. */
  isWord(...words: string[]): boolean {
    return !this.isAtEnd && this.kind === "ident" && (words.length === 0 || words.includes(this.text));
  }

  isOperator(...operators: string[]): boolean {
    return !this.isAtEnd && this.kind === "op" && operators.includes(this.text);
  }

  isText(): boolean {
    return !this.isAtEnd && this.kind === "string" && !this.source.slice(this.span.start, this.span.end).includes("\n");
  }

  next(): void {
    // A percent sign ends a quantity.
    this.#isBehindOperator = this.kind === "op" && this.text !== "%";
    this.#lexer.next();
  }

  /** Moves on when this word stands here. */
  take(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.next();
    return true;
  }

  /** Moves to the sentence's end: nothing more can be said about it. */
  skip(): void {
    while (!this.isAtEnd) this.next();
  }

  /** The token as it is written. */
  written(): string {
    return this.source.slice(this.span.start, this.span.end);
  }

  report(code: Code, span: Span, message: string, hint?: string): void {
    this.problems.push({ code, severity: "error", message, span, ...(hint === undefined ? {} : { hint }) });
  }

  /** Says what was expected and what stands here instead. */
  expected(what: string, hint?: string): void {
    // Where something wrong has been told and nothing was read since, more would only follow from it.
    if (this.problems.some(({ span }) => span.end >= this.previousEnd && this.previousEnd > 0)) return;
    if (this.isAtEnd) {
      const at = this.previousEnd;
      this.report("check_syntax", { start: at, end: at }, `Expected ${what}, but the sentence ends here`, hint);
    } else if (this.kind === "bad" && !/^[\d.]/.test(this.written())) {
      this.report("check_syntax", this.span, this.text, hint);
    } else {
      this.report("check_syntax", this.span, `Expected ${what}, found ${printable(this.written())}`, hint);
    }
  }
}
