import type { Span } from "../../src/core/mod.ts";
import { type Lexer, printable } from "./lexer.ts";
import { LIMITS } from "./limits.ts";
import { type ExprProblem, problem } from "./problem.ts";
import type { TokenKind } from "./tokens.ts";
import type { Expr } from "./tree.ts";

/** Thrown after a problem has been noted, to leave the construct that cannot be read on. */
export const ABANDON = Symbol("abandon");

/** What a parser stands on: the current token, what was found wrong so far, and the bounds of depth. */
export abstract class TokenReader {
  readonly problems: ExprProblem[] = [];
  protected readonly lexer: Lexer;
  /** Brackets, calls and conditionals that are open. */
  protected nesting = 0;

  constructor(lexer: Lexer) {
    this.lexer = lexer;
  }

  /** The kind of the current token, for places where the compiler still believes in an earlier one. */
  protected kind(): TokenKind {
    return this.lexer.kind;
  }

  protected found(): string {
    const { kind, source, start, end } = this.lexer;
    return kind === "end" ? this.lexer.endNoun : printable(source.slice(start, end));
  }

  protected note(message: string, hint?: string): void {
    const { kind, text, start, end, badEnd } = this.lexer;
    // One problem a place: what follows from it would only distract.
    if (this.problems.length >= 20 || this.problems.some((known) => known.span.start === start || known.code === "expr_too_deep")) return;
    const span = { start, end: kind === "bad" ? badEnd : end };
    this.problems.push(problem("expr_syntax", kind === "bad" ? text : message, span, kind === "bad" ? undefined : hint));
  }

  protected fail(message: string, hint?: string): never {
    this.note(message, hint);
    // What follows a mistake in the flow language is not this expression's any more.
    this.lexer.abandon();
    throw ABANDON;
  }

  protected isOp(text: string): boolean {
    return this.lexer.kind === "op" && this.lexer.text === text;
  }

  protected accept(text: string): boolean {
    if (!this.isOp(text)) return false;
    this.lexer.next();
    return true;
  }

  protected enter(span: Span): void {
    if (++this.nesting > LIMITS.nesting) this.tooDeep(span);
  }

  protected tooDeep(span: Span): never {
    if (!this.problems.some((known) => known.code === "expr_too_deep")) {
      this.problems.push(problem("expr_too_deep", "The expression is nested too deep", span));
    }
    // The rest is not worth reading: it is as deep again.
    if (!this.lexer.abandon()) {
      this.lexer.end = this.lexer.source.length;
      this.lexer.next();
    }
    throw ABANDON;
  }

  /** A node's height; the check keeps every later recursion over the tree bounded. */
  protected height(span: Span, ...below: readonly Expr[]): number {
    let height = 0;
    for (const expr of below) if (expr.height > height) height = expr.height;
    if (height >= LIMITS.height) this.tooDeep(span);
    return height + 1;
  }

  protected here(): Span {
    return { start: this.lexer.start, end: this.lexer.end };
  }
}
