import { completionPort } from "./completion_port.ts";
import { beginRead, cancelAll } from "./files.ts";
import type { Handle } from "./handle.ts";
import { fixedBytes, Struct } from "./struct.ts";

const BUFFER_BYTES = 64 * 1024;
/** So long a pipe that a stray holds open has to be silent after the child's end before it is given up. */
const SILENCE_MS = 200;
/** What comes beyond, after the child's end, was written by a stray. */
const MOST_LEFT_BYTES = 1024 * 1024;

/** What a {@link PipeReader} tells. */
export interface PipeReaderOptions {
  /** Takes a piece; the bytes are reused after it returns, or after the promise it returned has settled. */
  take(bytes: Uint8Array): void | Promise<void>;
  /** The taker failed. */
  failed(): void;
  /** Once, after the last piece. */
  ended(): void;
}

/** Reads a pipe to its end; only while what it read before has been taken. */
export class PipeReader {
  readonly #pipe: Handle;
  readonly #options: PipeReaderOptions;
  readonly #buffer = fixedBytes(BUFFER_BYTES);
  /** Bytes that may still come once the child is gone; undefined while it lives. */
  #left: number | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #isOpen = true;

  /** Takes over the handle, of `createPipeEnd`. */
  constructor(pipe: Handle, options: PipeReaderOptions) {
    this.#pipe = pipe;
    this.#options = options;
    this.#read();
  }

  /** The child is gone, and so is its job: reads what stands in the pipe, and does not wait for what others may still write. */
  finish(): void {
    if (!this.#isOpen || this.#left !== undefined) return;
    this.#left = MOST_LEFT_BYTES;
    this.#listen();
  }

  /** Reads no more. */
  close(): void {
    cancelAll(this.#pipe);
    this.#end();
  }

  #listen() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.close(), SILENCE_MS);
  }

  #read() {
    if (this.#pipe.isClosed) return this.#end();
    const overlapped = new Struct("OVERLAPPED");
    completionPort.expect(overlapped, this.#buffer, (bytes, failed) => this.#completed(bytes, failed));
    if (beginRead(this.#pipe, this.#buffer, overlapped)) return;
    completionPort.forget(overlapped);
    // Not before the owner has us.
    queueMicrotask(() => this.#end());
  }

  #completed(bytes: number, failed: boolean) {
    clearTimeout(this.#silence);
    if (!this.#isOpen) return;
    if (failed) return this.#end();
    if (this.#left !== undefined && (this.#left -= bytes) <= 0) return this.close();
    let taken: void | Promise<void>;
    try {
      taken = this.#options.take(this.#buffer.subarray(0, bytes));
    } catch {
      return this.#refuse();
    }
    if (taken === undefined) this.#next();
    else taken.then(() => this.#next(), () => this.#refuse());
  }

  #next() {
    if (!this.#isOpen) return;
    if (this.#left !== undefined) this.#listen();
    this.#read();
  }

  #refuse() {
    this.close();
    this.#options.failed();
  }

  #end() {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#silence);
    this.#pipe[Symbol.dispose]();
    this.#options.ended();
  }
}
