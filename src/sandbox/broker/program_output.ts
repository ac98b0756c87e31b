import { MAX_PIECE } from "../protocol/files_limits.ts";
import type { Resource } from "./session.ts";

/** Output of a program that has ended, fetched piece by piece. */
export class ProgramOutput implements Resource {
  #pieces: Uint8Array[];

  constructor(pieces: Uint8Array[]) {
    this.#pieces = pieces;
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  /** The next bytes, at most {@link MAX_PIECE}. */
  next(): Uint8Array {
    const taken: Uint8Array[] = [];
    let length = 0;
    while (length < MAX_PIECE) {
      const [first] = this.#pieces;
      if (first === undefined) break;
      const part = first.subarray(0, MAX_PIECE - length);
      taken.push(part);
      length += part.length;
      if (part.length === first.length) this.#pieces.shift();
      else this.#pieces[0] = first.subarray(part.length);
    }
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const part of taken) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  close(): void {
    this.#pieces = [];
  }
}
