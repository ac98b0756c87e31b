import type { JsonObject } from "../../core/mod.ts";

/** What goes between a sandbox and its parent: a small JSON header and raw bytes. */
export interface Frame {
  readonly header: JsonObject;
  readonly bytes: Uint8Array;
}

/** Two lengths of 32 bits, little-endian: of all that follows them, and of the header. */
const LENGTHS = 8;
const NONE = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** One frame as bytes: both lengths, the header's JSON, the bytes. */
export function encodeFrame(header: JsonObject, bytes: Uint8Array = NONE): Uint8Array<ArrayBuffer> {
  const json = encoder.encode(JSON.stringify(header));
  const frame = new Uint8Array(LENGTHS + json.length + bytes.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, json.length + bytes.length, true);
  view.setUint32(4, json.length, true);
  frame.set(json, LENGTHS);
  frame.set(bytes, LENGTHS + json.length);
  return frame;
}

/** A peer sent what is no frame, or a longer one than it may. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/** Takes a stream apart into frames. A frame is gathered in one buffer of its size, however small the pieces are. */
export class FrameReader {
  readonly #maxBytes: number;
  readonly #maxHeaderBytes: number;
  readonly #lengths = new Uint8Array(LENGTHS);
  #lengthsFilled = 0;
  #headerLength = 0;
  #body: Uint8Array<ArrayBuffer> | undefined;
  #filled = 0;

  /**
   * @param maxBytes Longest frame, its header included.
   * @param maxHeaderBytes Longest header: reading one holds everything else up. Default: the frame's.
   */
  constructor(maxBytes: number, maxHeaderBytes: number = maxBytes) {
    this.#maxBytes = maxBytes;
    this.#maxHeaderBytes = maxHeaderBytes;
  }

  /** Whether a frame has begun and not ended. */
  get isWithin(): boolean {
    return this.#lengthsFilled > 0;
  }

  /**
   * Gives each frame that the piece completes. The bytes of a frame are its own; the piece may be reused.
   *
   * @throws FrameError
   */
  push(piece: Uint8Array, give: (frame: Frame) => void): void {
    let at = 0;
    while (at < piece.length) {
      if (this.#body === undefined) {
        const taken = piece.subarray(at, at + LENGTHS - this.#lengthsFilled);
        this.#lengths.set(taken, this.#lengthsFilled);
        this.#lengthsFilled += taken.length;
        at += taken.length;
        if (this.#lengthsFilled < LENGTHS) return;
        this.#begin();
      }
      const body = this.#body;
      if (body === undefined) return;
      const taken = piece.subarray(at, at + body.length - this.#filled);
      body.set(taken, this.#filled);
      this.#filled += taken.length;
      at += taken.length;
      if (this.#filled === body.length) give(this.#end(body));
    }
  }

  #begin(): void {
    const view = new DataView(this.#lengths.buffer);
    const length = view.getUint32(0, true);
    this.#headerLength = view.getUint32(4, true);
    if (length > this.#maxBytes) throw new FrameError(`A frame of ${length} bytes, at most ${this.#maxBytes} are taken`);
    if (this.#headerLength > Math.min(length, this.#maxHeaderBytes) || this.#headerLength < 2) {
      throw new FrameError(`A header of ${this.#headerLength} bytes in a frame of ${length}`);
    }
    this.#body = new Uint8Array(length);
    this.#filled = 0;
  }

  #end(body: Uint8Array<ArrayBuffer>): Frame {
    this.#body = undefined;
    this.#lengthsFilled = 0;
    let header: unknown;
    try {
      header = JSON.parse(decoder.decode(body.subarray(0, this.#headerLength)));
    } catch (cause) {
      throw new FrameError("A header that is not JSON", { cause });
    }
    if (typeof header !== "object" || header === null || Array.isArray(header)) throw new FrameError("A header that is no object");
    return { header: header as JsonObject, bytes: body.subarray(this.#headerLength) };
  }
}
