import type { Code, Severity, Span } from "../../src/core/mod.ts";

/** A problem in an expression; `span` counts UTF-16 units of the expression's text. */
export interface ExprProblem {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly hint?: string;
}

/** A problem of severity error. */
export function problem(code: Code, message: string, span: Span, hint?: string): ExprProblem {
  return { code, severity: "error", message, span, ...(hint === undefined ? {} : { hint }) };
}

/**
 * An evaluation ended in an error. The message is a sentence without its full stop; `span` is the part of the expression that failed.
 */
export class ExprError extends Error {
  override readonly name = "ExprError";
  readonly code: Code;
  readonly span: Span;

  constructor(code: Code, message: string, span: Span) {
    super(message);
    this.code = code;
    this.span = span;
  }
}

/**
 * The same inside the evaluator. Not an `Error`: `&&`, `||` and the macros absorb failures, and collecting a stack trace for each would
 * cost more than the evaluation itself.
 */
export class Failure {
  readonly code: Code;
  readonly message: string;
  /** Set by the call that was being evaluated. */
  span: Span | undefined;

  constructor(code: Code, message: string, span?: Span) {
    this.code = code;
    this.message = message;
    this.span = span;
  }

  /** Whether the bounds of the evaluation were hit: nothing absorbs that. */
  get fatal(): boolean {
    return this.code === "expr_cost" || this.code === "expr_too_large" || this.code === "expr_host_value";
  }
}
