import type { Code, Diagnostic } from "../../src/core/mod.ts";

/** A diagnostic in the making, before follow-ons are taken out. */
export interface Problem {
  readonly code: Code;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly hint?: string;
  readonly severity?: "warning";
  readonly related?: { readonly message: string; readonly start: number; readonly end: number };
  /** Whether what stands behind it may have been misread because of it. */
  readonly structural?: boolean;
}

/** The problem as a diagnostic of a file. */
export function toDiagnostic(problem: Problem, file: string): Diagnostic {
  const { code, message, start, end, hint, related, severity = "error" } = problem;
  return {
    severity,
    code,
    message,
    file,
    span: { start, end: Math.max(start, end) },
    ...hint === undefined ? {} : { hint },
    ...related === undefined ? {} : { related: [{ message: related.message, file, span: { start: related.start, end: related.end } }] },
  };
}

const SNIPPET_LENGTH = 40;

/** The first line of what begins at `from`, in quotes, for messages; never long. */
export function snippet(text: string, from = 0): string {
  const line = text.slice(from, from + 4 * SNIPPET_LENGTH).trimStart().split(/[\r\n]/, 1)[0]?.trimEnd() ?? "";
  const points = Array.from(line);
  return JSON.stringify(points.length > SNIPPET_LENGTH ? points.slice(0, SNIPPET_LENGTH - 1).join("") + "…" : line);
}
