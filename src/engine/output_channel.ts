import { type Clock, type GiveBytes, LineHold, type OutputKey, type OutputStore, type OutputStream, type TaskOutput } from "../core/mod.ts";
import type { MaskedStream, Masker } from "./parts.ts";

/** What an {@link OutputChannel} is connected to. */
export interface OutputChannelOptions {
  readonly key: OutputKey;
  readonly store: OutputStore;
  readonly clock: Clock;
  readonly masker: Masker;
  /** Most bytes of all streams together; absent for no limit. */
  readonly limitBytes: number | undefined;
  emit(event: TaskOutput): void | Promise<void>;
  /** The limit was crossed; what comes from now on is dropped. */
  onLimit(): void;
  /** The output could not be stored; what comes from now on is dropped. */
  onStoreFailure(error: unknown): void;
  /** The listener threw. */
  onEmitFailure(error: unknown): void;
}

/**
 * The way of one attempt's output: counted, masked, stored, then shown in whole lines. Without secrets a block is neither copied nor
 * looked at byte by byte. `write` and `end` never throw or reject; what fails is told to the options.
 */
export class OutputChannel {
  readonly #options: OutputChannelOptions;
  readonly #ways: Record<OutputStream, Way>;
  #bytes = 0;
  #closed = false;

  constructor(options: OutputChannelOptions) {
    this.#options = options;
    this.#ways = { stdout: this.#way("stdout"), stderr: this.#way("stderr"), log: this.#way("log") };
  }

  /** Takes output before masking; a promise holds the producer back until the listener is ready for more. */
  write(stream: OutputStream, bytes: Uint8Array): void | Promise<void> {
    if (this.#closed || bytes.length === 0) return;
    const { limitBytes } = this.#options;
    const room = limitBytes === undefined ? Infinity : limitBytes - this.#bytes;
    this.#bytes += bytes.length;
    if (bytes.length <= room) return this.#pass(this.#ways[stream], bytes);
    const passed = this.#pass(this.#ways[stream], bytes.subarray(0, room));
    this.#closed = true;
    this.#options.onLimit();
    return passed;
  }

  /** Lets out what was held back and closes the files. */
  async end(): Promise<void> {
    for (const way of Object.values(this.#ways)) {
      const masked = way.masked?.end();
      if (masked !== undefined && masked.length > 0) await this.#deliver(way, masked);
      await this.#shown(() => way.lines.end(way.give));
    }
    this.#closed = true;
    this.#options.store.close(this.#options.key);
  }

  #way(stream: OutputStream): Way {
    const { key, clock, emit } = this.#options;
    const give: GiveBytes = (bytes) => emit({ type: "task.output", time: clock.now(), ...key, stream, bytes });
    return { stream, masked: undefined, lines: new LineHold(), give };
  }

  #pass(way: Way, bytes: Uint8Array): void | Promise<void> {
    way.masked ??= this.#options.masker.stream();
    const masked = way.masked.push(bytes);
    if (masked.length > 0) return this.#deliver(way, masked);
  }

  #deliver(way: Way, bytes: Uint8Array): void | Promise<void> {
    try {
      this.#options.store.append(this.#options.key, way.stream, bytes);
    } catch (error) {
      this.#closed = true;
      this.#options.onStoreFailure(error);
      return;
    }
    return this.#shown(() => way.lines.push(bytes, way.give));
  }

  #shown(show: () => void | Promise<void>): void | Promise<void> {
    try {
      const shown = show();
      return shown instanceof Promise ? shown.catch((error) => this.#options.onEmitFailure(error)) : shown;
    } catch (error) {
      this.#options.onEmitFailure(error);
    }
  }
}

/** One stream's way. */
interface Way {
  readonly stream: OutputStream;
  masked: MaskedStream | undefined;
  readonly lines: LineHold;
  readonly give: GiveBytes;
}
