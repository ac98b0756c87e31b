import { joinBytes } from "../core/mod.ts";

const HIGH_WATER_BYTES = 1 << 20;
/** So much is not held back to gather more. */
const ENOUGH_BYTES = 16_384;
const encoder = new TextEncoder();

/** What a {@link Writer} writes to: standard output or standard error. */
export interface Sink {
  write(bytes: Uint8Array): Promise<number>;
  isTerminal(): boolean;
}

/**
 * Writes to one of the process' streams without ever blocking the rest of the program: a reader that is slow, or gone, holds back only
 * those who wait for {@link Writer.write}'s promise.
 *
 * When the reader has gone (`| head`), {@link Writer.gone} aborts and later writes are dropped.
 */
export class Writer {
  readonly #sink: Sink;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #pumping: Promise<void> | undefined;
  #drained: Promise<void> | undefined;
  #resolveDrained: (() => void) | undefined;
  readonly #gone = new AbortController();
  #isAbandoned = false;
  #failure: unknown;
  #gatherMs = 0;
  #writtenAt = -Infinity;
  /** How many wait for {@link Writer.flush}: then nothing is held back. */
  #flushing = 0;
  readonly #abandoned = Promise.withResolvers<void>();
  /** Ends the present wait for more to gather. */
  #hurry = () => {};

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Aborts when a write finds that the reader has gone. */
  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** Whether the reader has gone. */
  get closed(): boolean {
    return this.#gone.signal.aborted;
  }

  /** Why nothing more can be written, when it is not that the reader has gone: a full disk for instance. */
  get failure(): unknown {
    return this.#failure;
  }

  get isTerminal(): boolean {
    return this.#sink.isTerminal();
  }

  /** From now on writes follow each other at least so many milliseconds apart, unless there is much to write: thousands of lines take few. */
  gather(ms: number): void {
    this.#gatherMs = ms;
  }

  /**
   * Queues text or bytes, which must not change until they are written.
   *
   * @returns Nothing while there is room; else a promise that settles when there is room again.
   */
  write(data: string | Uint8Array): Promise<void> | undefined {
    const bytes = typeof data === "string" ? encoder.encode(data) : data;
    if (this.closed || bytes.length === 0) return undefined;
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
    this.#pumping ??= this.#pump();
    if (this.#queuedBytes >= ENOUGH_BYTES) this.#hurry();
    if (this.#queuedBytes < HIGH_WATER_BYTES) return undefined;
    return this.#drained ??= new Promise((resolve) => this.#resolveDrained = resolve);
  }

  /** Queues a line. */
  line(text: string): Promise<void> | undefined {
    return this.write(`${text}\n`);
  }

  /** Settles when everything queued has been written or the reader has gone. */
  async flush(): Promise<void> {
    this.#flushing++;
    this.#hurry();
    while (this.#pumping !== undefined && !this.#isAbandoned) await Promise.race([this.#pumping, this.#abandoned.promise]);
    this.#flushing--;
  }

  /** Drops what is queued, and waits no longer for a reader that does not read. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#gone.abort();
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#resolveDrained?.();
    this.#abandoned.resolve();
  }

  async #pump(): Promise<void> {
    // Lets one turn's small writes gather into one system call.
    await undefined;
    try {
      while (this.#queue.length > 0) {
        await this.#gathered();
        const batch = this.#queue.length === 1 ? this.#queue[0] : joinBytes(this.#queue);
        this.#queue = [];
        this.#queuedBytes = 0;
        if (batch !== undefined) await this.#writeAll(batch);
        this.#writtenAt = performance.now();
        this.#resolveDrained?.();
        this.#drained = this.#resolveDrained = undefined;
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) this.#failure = error;
      this.#queue = [];
      this.#queuedBytes = 0;
      this.#resolveDrained?.();
      this.#gone.abort();
    }
    this.#pumping = undefined;
  }

  /** Settles when the queue may be written. */
  #gathered(): Promise<void> | undefined {
    const left = this.#writtenAt + this.#gatherMs - performance.now();
    if (left <= 0 || this.#flushing > 0 || this.#queuedBytes >= ENOUGH_BYTES) return undefined;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, left);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await this.#sink.write(rest));
  }
}
