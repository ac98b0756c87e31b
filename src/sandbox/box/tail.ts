/** Keeps the last bytes of a stream. */
export class Tail {
  readonly #limit: number;
  #bytes = new Uint8Array(0);

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(piece: Uint8Array): void {
    const both = new Uint8Array(this.#bytes.length + Math.min(piece.length, this.#limit));
    both.set(this.#bytes);
    both.set(piece.subarray(-this.#limit), this.#bytes.length);
    this.#bytes = both.slice(-this.#limit);
  }

  text(): string {
    return new TextDecoder().decode(this.#bytes).trim();
  }
}
