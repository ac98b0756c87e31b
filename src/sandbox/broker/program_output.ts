import { MAX_PIECE } from "../protocol/files_limits.ts";
import type { Resource } from "./session.ts";

/** Output of a program that has ended, fetched piece by piece. */
export class ProgramOutput implements Resource {
  #rest: Uint8Array;

  /** @param streams Fetched one after the other. */
  constructor(...streams: readonly Uint8Array[]) {
    this.#rest = new Uint8Array(streams.reduce((sum, stream) => sum + stream.length, 0));
    let at = 0;
    for (const stream of streams) {
      this.#rest.set(stream, at);
      at += stream.length;
    }
  }

  get isEmpty(): boolean {
    return this.#rest.length === 0;
  }

  /** The next bytes, at most {@link MAX_PIECE}. */
  next(): Uint8Array {
    const bytes = this.#rest.subarray(0, MAX_PIECE);
    this.#rest = this.#rest.subarray(bytes.length);
    return bytes;
  }

  close(): void {
    this.#rest = new Uint8Array(0);
  }
}
