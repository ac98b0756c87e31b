import { joinBytes } from "./join_bytes.ts";

/** Longest incomplete line that is held back, in bytes. */
export const MAX_HELD_BYTES = 64 * 1024;

/** Least size of a piece that does not end its line: up to three bytes of a character may be missing. */
export const PIECE_BYTES = MAX_HELD_BYTES - 3;

const NEWLINE = 10;
const NOTHING = new Uint8Array(0);

/** Takes a piece; its bytes are valid until the promise settles, or the call returns. */
export type GiveBytes = (bytes: Uint8Array) => void | Promise<void>;

/**
 * Cuts a stream into pieces that are whole lines. Blocks pass through uncopied; only the incomplete line at the end of one waits for the
 * next, and a line longer than {@link MAX_HELD_BYTES} passes in pieces of at least {@link PIECE_BYTES}, never cut within a UTF-8
 * character.
 *
 * @example
 * ```ts
 * const hold = new LineHold();
 * hold.push(new TextEncoder().encode("a\nb"), (bytes) => console.assert(bytes.length === 2));
 * hold.end((bytes) => console.assert(bytes.length === 1));
 * ```
 */
export class LineHold {
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  push(bytes: Uint8Array, give: GiveBytes): void | Promise<void> {
    if (bytes.length === 0) return;
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      if (this.#heldBytes + bytes.length <= MAX_HELD_BYTES) return this.#hold(bytes);
      return this.#pass(give, this.#take(), bytes);
    }
    const held = this.#take();
    if (bytes.length - end > MAX_HELD_BYTES) return this.#pass(give, held, bytes);
    if (end < bytes.length) this.#hold(bytes.subarray(end));
    if (held.length === 0) return give(end === bytes.length ? bytes : bytes.subarray(0, end));
    const first = bytes.indexOf(NEWLINE) + 1;
    if (first > MAX_HELD_BYTES) return this.#pass(give, held, bytes.subarray(0, end));
    return inOrder(give, joinBytes([held, bytes.subarray(0, first)]), bytes.subarray(first, end));
  }

  /** Gives what is left. */
  end(give: GiveBytes): void | Promise<void> {
    const held = this.#take();
    if (held.length > 0) return give(held);
  }

  /** Gives what is held, filled up to a piece of the full size, and of the rest what need not be held. */
  #pass(give: GiveBytes, held: Uint8Array, bytes: Uint8Array): void | Promise<void> {
    let from = 0;
    if (held.length > 0) {
      from = Math.min(bytes.length, MAX_HELD_BYTES - held.length);
      from += continuedBytes(bytes.subarray(from));
    }
    const rest = bytes.subarray(from);
    const end = rest.lastIndexOf(NEWLINE) + 1;
    const to = rest.length - end > MAX_HELD_BYTES ? rest.length - begunBytes(rest) : end;
    if (to < rest.length) this.#hold(rest.subarray(to));
    return inOrder(give, from === 0 ? held : joinBytes([held, bytes.subarray(0, from)]), rest.subarray(0, to));
  }

  #hold(bytes: Uint8Array): void {
    this.#held.push(bytes.slice());
    this.#heldBytes += bytes.length;
    if (this.#held.length > MAX_PIECES) this.#held = [joinBytes(this.#held)];
  }

  #take(): Uint8Array {
    const [first = NOTHING] = this.#held;
    const held = this.#held.length < 2 ? first : joinBytes(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return held;
  }
}

/** A program that writes a byte at a time must not make an object a byte. */
const MAX_PIECES = 512;

/** How many bytes at the beginning go on with a character that began before. */
function continuedBytes(bytes: Uint8Array): number {
  let count = 0;
  while (count < 3 && isContinuation(bytes[count])) count++;
  return count;
}

/** How many bytes at the end belong to a character whose rest is still to come. */
function begunBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back < bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return size > back ? back : 0;
  }
  return 0;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function inOrder(give: GiveBytes, first: Uint8Array, second: Uint8Array): void | Promise<void> {
  const given = first.length > 0 ? give(first) : undefined;
  if (second.length === 0) return given;
  return given instanceof Promise ? given.then(() => give(second)) : give(second);
}
