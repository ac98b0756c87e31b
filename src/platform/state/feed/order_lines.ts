import { joinBytes } from "../../../core/mod.ts";
import { storageFailure } from "../storage_failure.ts";

const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 10;

/** A line of an order file. */
export interface OrderLine {
  /** Where it begins, in bytes. */
  readonly offset: number;
  readonly text: string;
}

/** Reads an order file while it grows: each call goes on where the last one ended. */
export class OrderLines implements Disposable {
  readonly #path: string;
  readonly #decoder = new TextDecoder();
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #file: Deno.FsFile | undefined;
  #offset = 0;
  /** The beginning of a line whose end is not there yet. */
  #rest: Uint8Array = new Uint8Array(0);

  constructor(path: string) {
    this.#path = path;
  }

  /** How far the last {@link read} got, in bytes: where the part of the next process will begin when this one writes no more. */
  get end(): number {
    return this.#offset + this.#rest.length;
  }

  /** The whole lines that there are now; to be read to its end before the next call. @throws AppError `state_unavailable`. */
  *read(): Generator<OrderLine, void> {
    try {
      this.#file ??= Deno.openSync(this.#path, { read: true });
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      throw storageFailure(error, "read the output in", this.#path);
    }
    for (let read = this.#next(this.#file); read !== null; read = this.#next(this.#file)) {
      const bytes = joinBytes([this.#rest, this.#block.subarray(0, read)]);
      let from = 0;
      for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
        const line = { offset: this.#offset, text: this.#decoder.decode(bytes.subarray(from, at)) };
        this.#offset += at + 1 - from;
        from = at + 1;
        yield line;
      }
      this.#rest = bytes.slice(from);
    }
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #next(file: Deno.FsFile): number | null {
    try {
      return file.readSync(this.#block);
    } catch (error) {
      throw storageFailure(error, "read the output in", this.#path);
    }
  }
}
