import type { Span } from "../diagnostic.ts";

/** Texts of the files that diagnostics speak of, by the name the diagnostic uses. */
export type SourceTexts = ReadonlyMap<string, string>;

/** Computes lines and columns from offsets, counted from 1, columns in UTF-16 units. */
export class Places {
  readonly #sources: SourceTexts;
  readonly #starts = new Map<string, number[]>();

  constructor(sources: SourceTexts) {
    this.#sources = sources;
  }

  /** Where a span begins and ends, as `--json` says it. */
  range(file: string, span: Span): { line: number; column: number; end_line: number; end_column: number } {
    const start = this.#place(file, span.start);
    const end = this.#place(file, Math.max(span.start, span.end));
    return { line: start.line, column: start.column, end_line: end.line, end_column: end.column };
  }

  /** A line without its end. */
  lineText(file: string, line: number): string {
    const text = this.#sources.get(file) ?? "";
    const starts = this.#lineStarts(file);
    return text.slice(starts[line - 1] ?? 0, starts[line] ?? text.length).replace(/[\r\n]+$/, "");
  }

  #place(file: string, offset: number): { line: number; column: number } {
    const starts = this.#lineStarts(file);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  #lineStarts(file: string): number[] {
    let starts = this.#starts.get(file);
    if (starts === undefined) {
      starts = [0];
      for (const match of (this.#sources.get(file) ?? "").matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
      this.#starts.set(file, starts);
    }
    return starts;
  }
}
