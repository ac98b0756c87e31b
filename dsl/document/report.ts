import { isFlowFile } from "../is_flow_file.ts";
import { type Code, type Diagnostic, type Related, rowOf, type Span } from "../../src/core/mod.ts";

/** What {@link Report.error} may be told besides its message. */
export interface ReportOptions {
  readonly hint?: string | undefined;
  readonly related?: readonly Related[];
}

/** Most errors kept of one document; a last one says that there are more. */
const MAX_ERRORS = 5_000;

/** Most warnings kept; the rest is dropped. */
const MAX_WARNINGS = 1_000;

/** Collects what is wrong in one file. */
export class Report {
  readonly file: string;
  readonly text: string;
  #diagnostics: Diagnostic[] = [];
  readonly #told = new Set<string>();
  #errors = 0;
  #warnings = 0;
  #hasErrors = false;
  #isFull = false;
  readonly #silenced: ReadonlySet<Code> | undefined;

  /** @param silenced Codes that are not reported of this file. */
  constructor(file: string, text: string, silenced?: ReadonlySet<Code>) {
    this.file = file;
    this.text = text;
    this.#silenced = silenced;
  }

  /** A report on another file that this one names, silent about the same codes. */
  beside(file: string, text: string): Report {
    return new Report(file, text, this.#silenced);
  }

  /** Whether the file is written in the flow language, so that hints show its syntax. */
  get isFlow(): boolean {
    return isFlowFile(this.file);
  }

  get hasErrors(): boolean {
    return this.#hasErrors;
  }

  /** Whether no more are kept. */
  get isFull(): boolean {
    return this.#isFull;
  }

  error(code: Code, span: Span, message: string, options: ReportOptions = {}): void {
    this.#hasErrors = true;
    this.add({ severity: "error", code, message, file: this.file, span, ...given(code, options) });
  }

  warn(code: Code, span: Span, message: string, options: ReportOptions = {}): void {
    this.add({ severity: "warning", code, message, file: this.file, span, ...given(code, options) });
  }

  add(diagnostic: Diagnostic): void {
    if (this.#silenced?.has(diagnostic.code)) return;
    const isError = diagnostic.severity === "error";
    if (isError) this.#hasErrors = true;
    else if (this.#warnings++ >= MAX_WARNINGS) return;
    if (this.#isFull || this.#isTold(diagnostic)) return;
    this.#diagnostics.push(diagnostic);
    if (!isError || ++this.#errors < MAX_ERRORS) return;
    this.close(`More than ${MAX_ERRORS} errors; the rest is not listed`);
  }

  /** Whether the same was said of the same place: what stands behind an anchor is checked wherever an alias repeats it. */
  #isTold({ code, span, message }: Diagnostic): boolean {
    const key = `${span.start} ${span.end} ${code} ${message}`;
    if (this.#told.has(key)) return true;
    this.#told.add(key);
    return false;
  }

  /** Ends the list with a last word; what is reported later is dropped. */
  close(message: string): void {
    if (this.#isFull) return;
    this.#isFull = true;
    const span = { start: this.text.length, end: this.text.length };
    this.#diagnostics.push({ severity: "error", code: "too_many_errors", message, file: this.file, span });
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
