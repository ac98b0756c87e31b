const FIRST_BYTES = 16 * 1024;

/** The end of a stream of bytes, each known by its place in the whole. Takes only the memory that it has needed so far. */
export class OutputRing {
  readonly #most: number;
  #buffer = new Uint8Array(FIRST_BYTES);
  #end = 0;

  /** @param most Bytes that are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The place behind the last byte: how many there were. */
  get end(): number {
    return this.#end;
  }

  /** The place of the oldest byte that is kept. */
  get start(): number {
    return Math.max(0, this.#end - this.#most);
  }

  append(bytes: Uint8Array): void {
    const kept = bytes.subarray(Math.max(0, bytes.length - this.#most));
    this.#end += bytes.length - kept.length;
    this.#grow(this.#end + kept.length);
    const size = this.#buffer.length;
    const at = this.#end % size;
    const head = kept.subarray(0, size - at);
    this.#buffer.set(head, at);
    this.#buffer.set(kept.subarray(head.length), 0);
    this.#end += kept.length;
  }

  /** A copy of what stands from a place on; empty where nothing is kept. */
  read(from: number, most: number): Uint8Array {
    const size = this.#buffer.length;
    if (from < this.start || from >= this.#end) return new Uint8Array(0);
    const at = from % size;
    const result = new Uint8Array(Math.min(most, this.#end - from));
    const head = this.#buffer.subarray(at, Math.min(size, at + result.length));
    result.set(head);
    result.set(this.#buffer.subarray(0, result.length - head.length), head.length);
    return result;
  }

  /** Until it is as large as it may be nothing has been overwritten, and every byte stands at its place. */
  #grow(end: number) {
    let size = this.#buffer.length;
    while (size < end && size < this.#most) size = Math.min(this.#most, size * 2);
    if (size === this.#buffer.length) return;
    const larger = new Uint8Array(size);
    larger.set(this.#buffer.subarray(0, this.#end));
    this.#buffer = larger;
  }
}
