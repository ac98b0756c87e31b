import { joinBytes } from "../../core/mod.ts";

/** Largest message, in bytes: a document of the greatest length, every character of it escaped. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Longest headers of a message, in bytes. */
const MAX_HEADER_BYTES = 8 * 1024;
const HEADER_END = [13, 10, 13, 10];

/** What was between two messages' beginnings: the bytes of one, or why there is none. */
export type Frame = { readonly body: Uint8Array } | { readonly problem: string };

/**
 * Cuts a stream into messages by their `Content-Length` headers, as the base protocol of LSP frames them.
 *
 * A message that is too large is read past; after headers without a length, reading goes on behind them.
 *
 * @param limitBytes Largest message that is kept.
 */
export async function* framesOf(stream: ReadableStream<Uint8Array>, limitBytes: number = MAX_BYTES): AsyncGenerator<Frame> {
  const buffer = new ByteQueue();
  /** How much of a message that is too large is still to come. */
  let skip = 0;
  let length: number | undefined;
  for await (const chunk of stream) {
    buffer.push(chunk);
    for (;;) {
      if (skip > 0) skip -= buffer.drop(skip);
      if (length === undefined) {
        const end = buffer.indexOf(HEADER_END);
        if (end < 0) {
          if (buffer.length <= MAX_HEADER_BYTES) break;
          buffer.drop(buffer.length - HEADER_END.length);
          yield { problem: "A message begins with headers that end with an empty line" };
          break;
        }
        const headers = new TextDecoder().decode(buffer.take(end + HEADER_END.length));
        length = lengthIn(headers);
        if (length === undefined) {
          yield { problem: `A message needs the header Content-Length, found ${JSON.stringify(headers.slice(0, 80))}` };
        } else if (length > limitBytes) {
          yield { problem: `A message of ${length} bytes is larger than the ${limitBytes} that are read` };
          skip = length;
          length = undefined;
        }
        continue;
      }
      if (buffer.length < length) break;
      yield { body: buffer.take(length) };
      length = undefined;
    }
  }
}

function lengthIn(headers: string): number | undefined {
  const written = /(?:^|\r\n)[ \t]*Content-Length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r\n/i.exec(headers)?.[1];
  return written === undefined ? undefined : Number(written);
}

/** Bytes that came in pieces; taking from the front copies each once. */
class ByteQueue {
  #pieces: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  /** Where some bytes begin; -1 when they do not occur among the first that headers may have. */
  indexOf(bytes: readonly number[]): number {
    const head = this.#join(MAX_HEADER_BYTES + bytes.length);
    return head.findIndex((_, at) => at + bytes.length <= head.length && bytes.every((byte, i) => head[at + i] === byte));
  }

  take(count: number): Uint8Array {
    const head = this.#join(count);
    const taken = head.slice(0, count);
    this.drop(count);
    return taken;
  }

  /** Forgets so many bytes, or all there are; returns how many. */
  drop(count: number): number {
    const dropped = Math.min(count, this.#length);
    let left = dropped;
    while (left > 0) {
      const [first] = this.#pieces;
      if (first === undefined) break;
      if (first.length <= left) this.#pieces.shift();
      else this.#pieces[0] = first.subarray(left);
      left -= Math.min(left, first.length);
    }
    this.#length -= dropped;
    return dropped;
  }

  /** The first bytes in one piece: at least so many, if there are. */
  #join(count: number): Uint8Array {
    let length = 0;
    let pieces = 0;
    while (length < count && pieces < this.#pieces.length) length += this.#pieces[pieces++]?.length ?? 0;
    if (pieces <= 1) return this.#pieces[0] ?? new Uint8Array();
    const joined = joinBytes(this.#pieces.splice(0, pieces));
    this.#pieces.unshift(joined);
    return joined;
  }
}
