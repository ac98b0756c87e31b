/** What ends the lines of a text: what ends the first one. */
export function lineEndOf(text: string): "\n" | "\r\n" {
  return text[text.indexOf("\n") - 1] === "\r" ? "\r\n" : "\n";
}

/** The lines of a text that ends in a line end, by offsets. */
export class Lines {
  readonly text: string;
  /** Where each line begins, and the text's end. */
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.text = text;
    for (let p = text.indexOf("\n"); p !== -1; p = text.indexOf("\n", p + 1)) this.#starts.push(p + 1);
  }

  /** Where the line of an offset begins. */
  start(at: number): number {
    return this.#starts[this.#indexOf(at)] ?? 0;
  }

  /** Where the line of an offset ends, its line end not included. */
  end(at: number): number {
    return this.endBefore(this.next(at));
  }

  /** Where the line after that of an offset begins. */
  next(at: number): number {
    return this.#starts[this.#indexOf(at) + 1] ?? this.text.length;
  }

  /** Where the line before one ends, its line end not included. */
  endBefore(start: number): number {
    const end = this.text[start - 1] === "\n" ? start - 1 : start;
    return this.text[end - 1] === "\r" && end < start ? end - 1 : end;
  }

  /** The line that begins at an offset, without its line end. */
  at(start: number): string {
    return this.text.slice(start, this.end(start));
  }

  /** How far an offset is from the beginning of its line. */
  column(at: number): number {
    return at - this.start(at);
  }

  /** Whether only blanks stand before an offset on its line. */
  isFirst(at: number): boolean {
    let p = at - 1;
    while (this.text[p] === " ") p--;
    return p < 0 || this.text[p] === "\n";
  }

  #indexOf(at: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
