import type { Code, Span } from "../../src/core/mod.ts";

/** Something wrong in the text itself, before it is a diagnostic of a file. */
export interface Problem {
  readonly code: Code;
  readonly message: string;
  readonly span: Span;
  readonly hint?: string | undefined;
  readonly related?: { readonly message: string; readonly span: Span } | undefined;
}

/** Most problems of one text; what is wrong in more places than that has one cause. */
export const MAX_PROBLEMS = 5_000;

/** Most levels of blocks, lists and maps inside one another. */
export const MAX_DEPTH = 200;
