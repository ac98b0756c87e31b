const FIRST_BYTES = 4096;

/** Bytes gathered in one piece of memory, however small the pieces are that they come in. */
export class GrowingBytes {
  #memory = new Uint8Array(0);
  #length = 0;

  /** Adds a copy. */
  add(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#memory.length) {
      const larger = new Uint8Array(Math.max(length, this.#memory.length * 2, FIRST_BYTES));
      larger.set(this.#memory.subarray(0, this.#length));
      this.#memory = larger;
    }
    this.#memory.set(bytes, this.#length);
    this.#length = length;
  }

  /** What was added, which is then the caller's; nothing is left. */
  take(): Uint8Array {
    const taken = this.#memory.subarray(0, this.#length);
    this.#memory = new Uint8Array(0);
    this.#length = 0;
    return taken;
  }
}
