import { joinBytes } from "../../core/mod.ts";

/** Where lines go, such as `Deno.stderr`. */
export interface LogSink {
  write(bytes: Uint8Array): Promise<number>;
  isTerminal(): boolean;
}

/** So much is written in one go. */
const PIECE_BYTES = 65_536;

/**
 * Hands lines to a sink that may be slow or gone, without ever holding whoever writes: what does not fit is dropped and counted, and a
 * line tells how many once there is room again.
 */
export class LineQueue {
  readonly #sink: LogSink;
  readonly #mostBytes: number;
  readonly #tellDropped: (count: number) => Uint8Array;
  #lines: Uint8Array[] = [];
  #bytes = 0;
  #dropped = 0;
  #isClosed = false;
  #pumping: Promise<void> | undefined;

  /**
   * @param sink Takes the bytes.
   * @param mostBytes Bytes that wait at most.
   * @param tellDropped Makes the line that tells how many were dropped.
   */
  constructor(sink: LogSink, mostBytes: number, tellDropped: (count: number) => Uint8Array) {
    this.#sink = sink;
    this.#mostBytes = mostBytes;
    this.#tellDropped = tellDropped;
  }

  /** Takes a line with its line break. Never throws. */
  push(line: Uint8Array): void {
    if (this.#isClosed) return;
    if (this.#bytes + line.length > this.#mostBytes) {
      this.#dropped++;
      return;
    }
    this.#lines.push(line);
    this.#bytes += line.length;
    this.#pumping ??= this.#pump();
  }

  /** Settles once everything has been written, the sink is gone, or `ms` have passed. */
  async flush(ms: number): Promise<void> {
    let timer;
    const late = new Promise<void>((resolve) => timer = setTimeout(resolve, ms));
    await Promise.race([this.#drained(), late]);
    clearTimeout(timer);
  }

  async #drained(): Promise<void> {
    while (this.#pumping !== undefined) await this.#pumping;
  }

  async #pump(): Promise<void> {
    // What comes in the same turn goes out together.
    await Promise.resolve();
    try {
      while (this.#lines.length > 0) await this.#write(this.#take());
    } catch {
      // Nobody reads it any more.
      this.#isClosed = true;
      [this.#lines, this.#bytes] = [[], 0];
    }
    this.#pumping = undefined;
  }

  #take(): Uint8Array {
    let [count, size] = [0, 0];
    for (const line of this.#lines) {
      if (count > 0 && size + line.length > PIECE_BYTES) break;
      count++;
      size += line.length;
    }
    const pieces = this.#lines.splice(0, count);
    this.#bytes -= size;
    if (this.#lines.length === 0 && this.#dropped > 0) {
      pieces.push(this.#tellDropped(this.#dropped));
      this.#dropped = 0;
    }
    return joinBytes(pieces);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) done += await this.#sink.write(bytes.subarray(done));
  }
}
