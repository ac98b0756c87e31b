import { type Code, type Diagnostic, type Related, rowOf, type Span } from "../../src/core/mod.ts";

/** What {@link Report.error} may be told besides its message. */
export interface ReportOptions {
  readonly hint?: string | undefined;
  readonly related?: readonly Related[];
}

/** Most diagnostics kept of one document; the last one says that there are more. */
const MAX_DIAGNOSTICS = 5_000;

/** Collects what is wrong in one file. */
export class Report {
  readonly file: string;
  readonly text: string;
  #diagnostics: Diagnostic[] = [];
  #hasErrors = false;
  #isFull = false;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  error(code: Code, span: Span, message: string, options: ReportOptions = {}): void {
    this.#hasErrors = true;
    this.add({ severity: "error", code, message, file: this.file, span, ...given(code, options) });
  }

  warn(code: Code, span: Span, message: string, options: ReportOptions = {}): void {
    this.add({ severity: "warning", code, message, file: this.file, span, ...given(code, options) });
  }

  add(diagnostic: Diagnostic): void {
    if (diagnostic.severity === "error") this.#hasErrors = true;
    if (this.#isFull) return;
    this.#diagnostics.push(diagnostic);
    if (this.#diagnostics.length < MAX_DIAGNOSTICS) return;
    this.#isFull = true;
    const span = { start: this.text.length, end: this.text.length };
    this.#diagnostics.push({
      severity: "error",
      code: "too_many_errors",
      message: `More than ${MAX_DIAGNOSTICS} problems; the rest is not listed`,
      file: this.file,
      span,
    });
  }

  /** All of them, by place; those of one place in the order they were found. */
  sorted(): readonly Diagnostic[] {
    return this.#diagnostics.toSorted((a, b) => a.span.start - b.span.start);
  }
}

function given(code: Code, options: ReportOptions): { hint?: string; related?: readonly Related[] } {
  const hint = options.hint ?? rowOf(code).hint;
  return {
    ...(hint === undefined ? {} : { hint }),
    ...(options.related === undefined ? {} : { related: options.related }),
  };
}
