const encoder = new TextEncoder();
const FIRST_BYTES = 64 * 1024;
/** A number has no more digits, a short text no more bytes. */
const SHORT = 32;
const ZERO = 0x30;
const MINUS = 0x2d;
/** What eight digits hold. The upper half of a safe integer is below 10^8 too. */
const HALF = 1e8;
const MOST_KNOWN = 1000;

/**
 * Text that is put together as bytes: with a million lines a second most of the time goes into joining strings. Texts that come again are
 * encoded once.
 */
export class ByteLines {
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;
  readonly #known = new Map<string, Uint8Array>();

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    // Short ones, as most are, by hand: that is faster.
    if (bytes.length > SHORT) this.#bytes.set(bytes, this.#length);
    else {
      const all = this.#bytes;
      const length = this.#length;
      for (let at = 0; at < bytes.length; at++) all[length + at] = bytes[at] ?? 0;
    }
    this.#length += bytes.length;
  }

  /** A text as `encode` makes one of it. @param encode The same at every call. */
  text(text: string, encode: (text: string) => string): void {
    let bytes = this.#known.get(text);
    if (bytes === undefined) {
      bytes = encoder.encode(encode(text));
      if (this.#known.size >= MOST_KNOWN) this.#known.clear();
      this.#known.set(text, bytes);
    }
    this.bytes(bytes);
  }

  /** A text of ASCII that hardly comes again. */
  ascii(text: string): void {
    this.#reserve(text.length);
    const { written } = encoder.encodeInto(text, this.#bytes.subarray(this.#length));
    this.#length += written;
  }

  /** A safe integer in digits. */
  integer(value: number): void {
    this.#reserve(SHORT);
    const bytes = this.#bytes;
    let length = this.#length;
    let rest = value;
    if (rest < 0) {
      bytes[length++] = MINUS;
      rest = -rest;
    }
    // In whole numbers of 32 bits, which are by far the fastest: one of 53 bits has two of them.
    if (rest >= HALF) {
      const upper = Math.floor(rest / HALF);
      length = digits(bytes, length, upper, countDigits(upper));
      length = digits(bytes, length, rest - upper * HALF, 8);
    } else length = digits(bytes, length, rest, countDigits(rest));
    this.#length = length;
  }

  /** All of it, and begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + more));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

function countDigits(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}

/** Writes so many digits of a whole number below 10^9, and returns where they end. */
function digits(bytes: Uint8Array, at: number, value: number, count: number): number {
  let rest = value | 0;
  for (let place = at + count - 1; place >= at; place--) {
    const next = rest / 10 | 0;
    bytes[place] = ZERO + rest - next * 10;
    rest = next;
  }
  return at + count;
}
