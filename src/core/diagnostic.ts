import type { Code } from "./catalogue.ts";

/** Half-open offsets into one file's text, in UTF-16 units from 0; a byte order mark is not part of the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How bad a {@link Diagnostic} is: an error stops the verb, a warning never does. */
export type Severity = "error" | "warning";

/** A further place that explains a diagnostic, such as the first of two duplicates. */
export interface Related {
  readonly message: string;
  readonly file: string;
  readonly span: Span;
}

/**
 * Something wrong in what the user wrote. Diagnostics are collected, never thrown, and stay data until a renderer draws them:
 * line and column are computed from {@link Span} and the text at that moment.
 *
 * `message` is a sentence without its full stop that says what was found; `hint` says what to do.
 */
export interface Diagnostic {
  readonly severity: Severity;
  readonly code: Code;
  readonly message: string;
  /** The file as the user named it; `-` is standard input. */
  readonly file: string;
  readonly span: Span;
  readonly hint?: string;
  readonly related?: readonly Related[];
}
