import { enlargePipe } from "./descriptors.ts";
import { Errno } from "./errno.ts";
import { libc } from "./libc.ts";
import type { Poller } from "./poller.ts";

/** The most that Linux gives a pipe without privilege: a message of that size passes in one piece. */
const PIPE_BYTES = 1024 * 1024;
const NOTHING = new Uint8Array(0);

/** Writes to a child's standard input without ever blocking. What is written at once is in order, also when the pipe is full. */
export class InputFeed {
  readonly #poller: Poller;
  readonly #fd: number;
  /** The end of the queue: who writes now comes after it. */
  #last: Promise<void> | undefined;
  #isOpen = true;
  #isEnlarged = false;
  #giveUp = () => {};

  /** Takes over the descriptor, which must not block. */
  constructor(poller: Poller, fd: number) {
    this.#poller = poller;
    this.#fd = fd;
  }

  /** Writes all of it: at once where the pipe has room, else when it has. The bytes must stay as they are until then. */
  write(bytes: Uint8Array): void | Promise<void> {
    if (!this.#isOpen) return;
    const rest = this.#last === undefined ? this.#push(bytes) : bytes;
    if (rest.length === 0) return;
    const before = this.#last ?? Promise.resolve();
    const written = before.then(() => this.#drain(rest)).then(() => {
      if (this.#last === written) this.#last = undefined;
    });
    return this.#last = written;
  }

  /** Closes the pipe; what was not written yet is dropped. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#poller.close(this.#fd);
    this.#giveUp();
  }

  async #drain(bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    while (rest.length > 0 && this.#isOpen) {
      await this.#room();
      if (this.#isOpen) rest = this.#push(rest);
    }
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#giveUp = resolve;
      this.#poller.watch(this.#fd, () => {
        this.#poller.unwatch(this.#fd);
        resolve();
      }, "writable");
    });
  }

  /** Writes as much as the pipe takes; what is left. A reader that is gone takes all. */
  #push(bytes: Uint8Array): Uint8Array {
    const symbols = libc();
    if (bytes.length > PIPE_BYTES / 16 && !this.#isEnlarged) {
      this.#isEnlarged = true;
      enlargePipe(this.#fd, PIPE_BYTES);
    }
    let rest = bytes as Uint8Array<ArrayBuffer>;
    while (rest.length > 0) {
      const count = symbols.write(this.#fd, rest, BigInt(rest.length));
      if (count >= 0) rest = rest.subarray(count);
      else if (symbols.errno() === Errno.EAGAIN) return rest;
      else if (symbols.errno() !== Errno.EINTR) return NOTHING;
    }
    return NOTHING;
  }
}
