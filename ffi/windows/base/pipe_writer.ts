import { completionPort } from "./completion_port.ts";
import { beginWrite, cancelAll } from "./files.ts";
import type { Handle } from "./handle.ts";
import { fixedBytes, Struct } from "./struct.ts";

/** So much is handed over at once. */
const PIECE_BYTES = 64 * 1024;

/** Writes to a pipe without ever blocking. What is written is in order, and a reader that is gone takes all. */
export class PipeWriter {
  readonly #pipe: Handle;
  /** The end of the queue: who writes now comes after it. */
  #last: Promise<void> = Promise.resolve();
  #isOpen = true;

  /** Takes over the handle, of `createPipeEnd`. */
  constructor(pipe: Handle) {
    this.#pipe = pipe;
  }

  /** Settles once the pipe has taken all of it; the bytes may change at once. Never rejects. */
  write(bytes: Uint8Array): Promise<void> {
    const copy = fixedBytes(bytes.length);
    copy.set(bytes);
    return this.#last = this.#last.then(() => this.#drain(copy));
  }

  /** Closes the pipe after what was written. */
  end(): void {
    void this.#last.then(() => this.close());
  }

  /** Closes the pipe; what was not written yet is dropped. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    cancelAll(this.#pipe);
    this.#pipe[Symbol.dispose]();
  }

  async #drain(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    for (let at = 0; at < bytes.length && this.#isOpen;) {
      const written = await this.#push(bytes.subarray(at, at + PIECE_BYTES));
      if (written === undefined) return this.close();
      at += written;
    }
  }

  #push(piece: Uint8Array<ArrayBuffer>): Promise<number | undefined> {
    return new Promise((resolve) => {
      if (this.#pipe.isClosed) return resolve(undefined);
      const overlapped = new Struct("OVERLAPPED");
      completionPort.expect(overlapped, piece, (bytes, failed) => resolve(failed ? undefined : bytes));
      if (beginWrite(this.#pipe, piece, overlapped)) return;
      completionPort.forget(overlapped);
      resolve(undefined);
    });
  }
}
