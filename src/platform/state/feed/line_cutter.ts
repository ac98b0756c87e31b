import { joinBytes, MAX_HELD_BYTES } from "../../../core/mod.ts";

const NEWLINE = 10;

/**
 * Cuts a stream into lines, each with its line feed. A line longer than 64 KiB comes in pieces that never cut a UTF-8 character. Where it
 * cuts depends on the stream alone and not on the blocks it comes in, so that who reads it again finds the same lines.
 */
export class LineCutter {
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  /** The lines that this block completes; they are valid until the next call. */
  *push(block: Uint8Array): Generator<Uint8Array, void> {
    let from = 0;
    while (from < block.length) {
      const room = MAX_HELD_BYTES - this.#heldBytes;
      const found = block.subarray(from, from + room).indexOf(NEWLINE);
      if (found >= 0) {
        yield this.#take(block.subarray(from, from + found + 1));
        from += found + 1;
      } else if (block.length - from < room) {
        this.#hold(block.subarray(from));
        return;
      } else {
        const full = this.#take(block.subarray(from, from + room));
        const begun = begunBytes(full);
        if (begun > 0) this.#hold(full.subarray(full.length - begun));
        yield full.subarray(0, full.length - begun);
        from += room;
      }
    }
  }

  /** What is left of a stream that has ended; undefined when it ended with a line feed. */
  end(): Uint8Array | undefined {
    return this.#heldBytes > 0 ? this.#take(new Uint8Array(0)) : undefined;
  }

  #hold(bytes: Uint8Array): void {
    this.#held.push(bytes.slice());
    this.#heldBytes += bytes.length;
    // A program that writes a byte at a time must not make an object a byte.
    if (this.#held.length > 256) this.#held = [joinBytes(this.#held)];
  }

  #take(last: Uint8Array): Uint8Array {
    const whole = this.#heldBytes === 0 ? last : joinBytes([...this.#held, last]);
    this.#held = [];
    this.#heldBytes = 0;
    return whole;
  }
}

/** How many bytes at the end belong to a character whose rest is still to come. */
function begunBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back < bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return size > back ? back : 0;
  }
  return 0;
}
