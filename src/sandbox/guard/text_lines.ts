/** A place in a text, both from 1, columns in UTF-16 units. */
export interface LinePlace {
  readonly line: number;
  readonly column: number;
}

/** Turns lines and columns into offsets and back, for one text. */
export class TextLines {
  readonly #starts: readonly number[];
  readonly #length: number;

  /** @param ends Matches every line end; must be global. */
  constructor(text: string, ends: RegExp) {
    const starts = [0];
    for (const end of text.matchAll(ends)) starts.push(end.index + end[0].length);
    this.#starts = starts;
    this.#length = text.length;
  }

  /** The offset of a place; undefined when the text has no such line or the line no such column. */
  offset({ line, column }: LinePlace): number | undefined {
    const start = this.#starts[line - 1];
    if (start === undefined || !(column >= 1)) return undefined;
    const offset = start + column - 1;
    return offset > (this.#starts[line] ?? this.#length) ? undefined : offset;
  }

  place(offset: number): LinePlace {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }
}

/** Line ends as JavaScript, and so V8, counts them. */
export const SCRIPT_LINE_ENDS = /\r\n|[\n\r\u2028\u2029]/g;
/** Line ends as editors and diagnostics count them. */
export const EDITOR_LINE_ENDS = /\r\n|\n|\r/g;
