import { storageFailure } from "../storage_failure.ts";
import { LineCutter } from "./line_cutter.ts";

const BLOCK_BYTES = 64 * 1024;
const NEWLINE = 10;

/** Reads the lines of one stored stream, from where it was left; bytes may be passed over without being read. */
export class StreamCursor implements Disposable {
  readonly #path: string;
  #file: Deno.FsFile | undefined;
  #offset = 0;
  /** Undefined as long as bytes were only passed over: then it is not known what the line at {@link #offset} begins with. */
  #cutter: LineCutter | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Passes over bytes whose lines nobody asks for. */
  skip(count: number): void {
    if (this.#cutter !== undefined) throw new TypeError("A stream that was read cannot be passed over");
    this.#offset += count;
  }

  /** The lines that the next bytes complete. Valid until the next one is asked for. */
  *read(count: number): Generator<Uint8Array, void> {
    const cutter = this.#primed();
    for (let left = count; left > 0;) {
      const block = this.#block(this.#offset, Math.min(left, BLOCK_BYTES));
      if (block.length === 0) return;
      this.#offset += block.length;
      left -= block.length;
      yield* cutter.push(block);
    }
  }

  /** The line that the stream ends with when that has no line feed. */
  end(): Uint8Array | undefined {
    return this.#primed().end();
  }

  /** Lets go of the file; reading goes on as before. */
  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #primed(): LineCutter {
    if (this.#cutter !== undefined) return this.#cutter;
    const cutter = this.#cutter = new LineCutter();
    for (let at = this.#lineStart(); at < this.#offset;) {
      const block = this.#block(at, Math.min(this.#offset - at, BLOCK_BYTES));
      if (block.length === 0) break;
      at += block.length;
      // These lines were given to whoever read the stream before.
      for (const _ of cutter.push(block));
    }
    return cutter;
  }

  /** Where the line begins that the offset stands in. */
  #lineStart(): number {
    for (let end = this.#offset; end > 0;) {
      const from = Math.max(0, end - BLOCK_BYTES);
      const newline = this.#block(from, end - from).lastIndexOf(NEWLINE);
      if (newline >= 0) return from + newline + 1;
      end = from;
    }
    return 0;
  }

  /** New memory: what was cut from the block before may still be held. */
  #block(from: number, count: number): Uint8Array {
    const block = new Uint8Array(count);
    try {
      const file = this.#file ??= Deno.openSync(this.#path, { read: true });
      file.seekSync(from, Deno.SeekMode.Start);
      let done = 0;
      for (let read = 0; done < count; done += read) {
        read = file.readSync(block.subarray(done)) ?? 0;
        if (read === 0) break;
      }
      return block.subarray(0, done);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return new Uint8Array(0);
      throw storageFailure(error, "read the output in", this.#path);
    }
  }
}
