import { enlargePipe, queuedBytes } from "./descriptors.ts";
import { Errno } from "./errno.ts";
import { libc } from "./libc.ts";
import type { Poller } from "./poller.ts";

/** Takes a piece of output. Until a returned promise settles the bytes are left alone and nothing more of that stream is read. */
export type TakeOutput = (bytes: Uint8Array) => void | Promise<void>;

const BUFFER_BYTES = 256 * 1024;
const PIPE_BYTES = 64 * 1024;
const LARGE_PIPE_BYTES = 1024 * 1024;

/** Buffers that nobody holds; one serves all pumps as long as no consumer answers with a promise. */
const spare: Uint8Array<ArrayBuffer>[] = [];

/** Moves one stream of a child to its consumer. */
export class OutputPump {
  readonly #poller: Poller;
  readonly #fd: number;
  readonly #take: TakeOutput;
  /** The consumer failed: the child has to go, as nobody takes its output. */
  readonly #failed: () => void;
  readonly #ended: () => void;
  #held = false;
  #open = true;
  #enlarged = false;
  /** Bytes still to be delivered once the child is gone; undefined while it lives. */
  #remaining: number | undefined;

  constructor(poller: Poller, fd: number, take: TakeOutput, failed: () => void, ended: () => void) {
    this.#poller = poller;
    this.#fd = fd;
    this.#take = take;
    this.#failed = failed;
    this.#ended = ended;
    this.#watch();
  }

  /**
   * The child is gone: delivers what stands in the pipe now and ends. What a stray may still write is not waited for, and one that
   * writes without pause cannot keep this going.
   *
   * @param most Bytes that may still come. Default what the pipe says it holds, which a terminal cannot say for sure.
   */
  finish(most = queuedBytes(this.#fd)): void {
    if (!this.#open || this.#remaining !== undefined) return;
    this.#remaining = most;
    if (this.#held) return;
    this.#poller.unwatch(this.#fd);
    this.#drain();
  }

  #watch() {
    this.#poller.watch(this.#fd, () => this.#read(BUFFER_BYTES));
  }

  #drain() {
    while (this.#open && !this.#held && this.#remaining !== undefined) {
      if (this.#remaining <= 0) return this.#close();
      const count = this.#read(Math.min(this.#remaining, BUFFER_BYTES));
      if (count <= 0) return this.#close();
      this.#remaining -= count;
    }
  }

  #read(limit: number): number {
    const buffer = spare.pop() ?? new Uint8Array(BUFFER_BYTES);
    const symbols = libc();
    const count = symbols.read(this.#fd, buffer, BigInt(limit));
    if (count <= 0) {
      const again = count < 0 && [Errno.EAGAIN, Errno.EINTR].some((code) => code === symbols.errno());
      spare.push(buffer);
      if (!again) this.#close();
      return count;
    }
    if (count >= PIPE_BYTES && !this.#enlarged) {
      this.#enlarged = true;
      enlargePipe(this.#fd, LARGE_PIPE_BYTES);
    }
    this.#deliver(buffer, count);
    return count;
  }

  #deliver(buffer: Uint8Array<ArrayBuffer>, count: number) {
    let taken: void | Promise<void>;
    try {
      taken = this.#take(buffer.subarray(0, count));
    } catch {
      spare.push(buffer);
      return this.#refuse();
    }
    if (taken === undefined) {
      spare.push(buffer);
      return;
    }
    this.#held = true;
    this.#poller.unwatch(this.#fd);
    taken.then(() => this.#resume(buffer), () => this.#refuse());
  }

  #resume(buffer: Uint8Array<ArrayBuffer>) {
    spare.push(buffer);
    this.#held = false;
    if (!this.#open) return;
    if (this.#remaining === undefined) this.#watch();
    else this.#drain();
  }

  #refuse() {
    this.#close();
    this.#failed();
  }

  #close() {
    if (!this.#open) return;
    this.#open = false;
    this.#held = false;
    this.#poller.close(this.#fd);
    this.#ended();
  }
}
