/** A body that comes in pieces: a piece is taken once the connection asks for it. */
export class Upload implements AsyncIterable<Uint8Array> {
  #given: { readonly bytes: Uint8Array; readonly taken: () => void } | undefined;
  #asked: PromiseWithResolvers<IteratorResult<Uint8Array>> | undefined;
  #isOver = false;

  /** Whether a piece is still waiting to be taken. */
  get isBusy(): boolean {
    return this.#given !== undefined;
  }

  /** Resolves when the piece was taken, or when nobody takes any more. One at a time. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#isOver || bytes.length === 0) return Promise.resolve();
    if (this.#asked !== undefined) {
      this.#answer({ done: false, value: bytes });
      return Promise.resolve();
    }
    const taken = Promise.withResolvers<void>();
    this.#given = { bytes, taken: taken.resolve };
    return taken.promise;
  }

  /** There is no further piece, or nobody wants one. */
  end(): void {
    this.#isOver = true;
    this.#answer({ done: true, value: undefined });
  }

  /** Drops what was not taken. */
  cancel(): void {
    this.#given?.taken();
    this.#given = undefined;
    this.end();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => this.#next(),
      return: () => {
        this.cancel();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  #next(): Promise<IteratorResult<Uint8Array>> {
    const given = this.#given;
    if (given !== undefined) {
      this.#given = undefined;
      given.taken();
      return Promise.resolve({ done: false, value: given.bytes });
    }
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    this.#asked = Promise.withResolvers();
    return this.#asked.promise;
  }

  #answer(result: IteratorResult<Uint8Array>): void {
    this.#asked?.resolve(result);
    this.#asked = undefined;
  }
}
