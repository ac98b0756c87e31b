import type { Span } from "../../src/core/mod.ts";
import { printable } from "../expr/lexer.ts";
import { FlowLexer } from "./lexer.ts";
import { MAX_DEPTH, MAX_PROBLEMS, type Problem } from "./problem.ts";
import type { Item, Name } from "./tree.ts";

/** What the parser's parts share: the place in the text, the problems found, and how to go on after one. */
export class Cursor {
  readonly lexer: FlowLexer;
  readonly problems: Problem[] = [];
  /** Items met where none may stand. */
  readonly strays: Item[] = [];
  #depth = 0;
  /** Whether the file ended within something, which has been told: everything around it is not closed either. */
  #isEndLost = false;

  constructor(source: string) {
    this.lexer = new FlowLexer(source);
  }

  get source(): string {
    return this.lexer.source;
  }

  /** Whether the statement at hand ends before the current token. */
  get isAtEnd(): boolean {
    const { kind, text, isNewLine } = this.lexer;
    return kind === "end" || isNewLine || kind === "op" && (text === ";" || text === "}");
  }

  /** Whether nothing is left to read. */
  get isAtFileEnd(): boolean {
    return this.lexer.kind === "end";
  }

  /** The current token's place. */
  get here(): Span {
    return { start: this.lexer.start, end: this.lexer.end };
  }

  /** From an offset to the end of what was read last. */
  since(start: number): Span {
    return { start, end: Math.max(start, this.lexer.previousEnd) };
  }

  isOp(text: string): boolean {
    return this.lexer.kind === "op" && this.lexer.text === text;
  }

  /** Whether the current token is a word, or that word, of the statement at hand. */
  isWord(text?: string): boolean {
    return this.lexer.kind === "word" && (text === undefined || this.lexer.text === text);
  }

  accept(text: string): boolean {
    if (!this.isOp(text)) return false;
    this.lexer.next();
    return true;
  }

  /** Takes the current token as a name. */
  take(): Name {
    const name = { text: this.lexer.text, span: this.here };
    this.lexer.next();
    return name;
  }

  report(problem: Problem): void {
    // One problem a place: what follows from it would only distract.
    const last = this.problems.at(-1);
    if (this.problems.length >= MAX_PROBLEMS || last?.span.start === problem.span.start && last.span.end >= problem.span.start) return;
    this.problems.push(problem);
  }

  /**
   * Reports that something else was expected at the current token, or says what is wrong with that.
   *
   * @param isStart Whether a statement was to begin here, so that it does not matter that a line ended before.
   */
  expected(what: string, hint?: string, isStart = false): void {
    const { lexer } = this;
    if (lexer.kind === "bad") {
      if (lexer.code === "flow_unclosed" && lexer.end >= this.source.length) this.#isEndLost = true;
      this.report({ code: lexer.code, message: lexer.text, span: { start: lexer.start, end: lexer.badEnd } });
      return;
    }
    const isLineEnd = lexer.isNewLine && !isStart || lexer.kind === "end";
    const span = isLineEnd ? { start: lexer.previousEnd, end: lexer.previousEnd } : this.here;
    const found = lexer.kind === "end" ? "the end of the file" : isLineEnd ? "the end of the line" : printable(this.#written());
    const pipe = this.isOp("|") ? "A pipe stands only within {{ }}; write a call, such as size(a)" : undefined;
    this.report({ code: "flow_syntax", message: `Expected ${what}, found ${found}`, span, hint: hint ?? pipe });
  }

  /** Reports a bracket that is not closed; at the end of the file only the innermost one. */
  unclosed(open: Span, close: string): void {
    if (this.isAtFileEnd && this.#isEndLost) return;
    this.#isEndLost ||= this.isAtFileEnd;
    const written = this.source.slice(open.start, open.end);
    this.report({ code: "flow_unclosed", message: `This ${written} has no ${close}`, span: open });
  }

  #written(): string {
    const text = this.source.slice(this.lexer.start, this.lexer.end);
    const line = text.indexOf("\n");
    return line < 0 ? text : text.slice(0, line);
  }

  /** Passes over the rest of a statement that cannot be read on: to its end, or to the `{` of its block when that is wanted. */
  skip(toBlock = false): void {
    for (let depth = 0;; this.lexer.next()) {
      if (this.lexer.kind === "end" || depth === 0 && (this.isAtEnd || toBlock && this.isOp("{"))) return;
      if (this.isOp("{")) depth++;
      else if (this.isOp("}")) depth--;
    }
  }

  /**
   * Goes one level down; {@link Cursor.leave} comes back up.
   *
   * @returns False when that is a level too much: it has been reported, and nothing is left to read.
   */
  enter(): boolean {
    if (++this.#depth <= MAX_DEPTH) return true;
    this.report({ code: "flow_too_deep", message: `More than ${MAX_DEPTH} levels stand inside one another`, span: this.here });
    this.#isEndLost = true;
    this.lexer.seek(this.source.length);
    return false;
  }

  leave(): void {
    this.#depth--;
  }

  /** The column of an offset, from 0. */
  columnOf(offset: number): number {
    return offset - this.source.lastIndexOf("\n", offset - 1) - 1;
  }
}
