import { NativeError, UnsupportedError } from "../errors.ts";
import { openToWriteWithoutBlocking } from "../posix/descriptors.ts";
import { Errno } from "../posix/errno.ts";
import { libc } from "../posix/libc.ts";
import { poller } from "../posix/poller.ts";

const STDOUT = "/proc/self/fd/1";

/**
 * Standard output, written to from here and not by a thread of the runtime's: what a key echoes is shown in a fraction of the time. It never
 * blocks, through an opening of its own, as those who share standard output do not expect that of theirs. Whoever opened it disposes it.
 */
export class DirectOutput implements Disposable {
  readonly #fd: number;
  #isOpen = true;
  #isGone = false;
  #giveUp = () => {};

  /** Use {@link openDirectOutput}. */
  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Whether nobody is left to see what is written, which is then dropped. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Writes all of it: at once where there is room, else a promise; until it settles the bytes stay as they are and nothing else is written. */
  write(bytes: Uint8Array): void | Promise<void> {
    const rest = this.#push(bytes);
    if (rest.length > 0) return this.#drain(rest);
  }

  /** What waits is dropped: its promise settles. */
  [Symbol.dispose](): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#isGone = true;
    poller.close(this.#fd);
    this.#giveUp();
  }

  async #drain(bytes: Uint8Array): Promise<void> {
    let rest = bytes;
    while (rest.length > 0) {
      await this.#room();
      rest = this.#push(rest);
    }
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#giveUp = resolve;
      poller.watch(this.#fd, () => {
        poller.unwatch(this.#fd);
        resolve();
      }, "writable");
    });
  }

  /** Writes as much as there is room for; what is left. */
  #push(bytes: Uint8Array): Uint8Array {
    const symbols = libc();
    let rest = bytes as Uint8Array<ArrayBuffer>;
    while (rest.length > 0 && !this.#isGone) {
      const count = symbols.write(this.#fd, rest, BigInt(rest.length));
      if (count >= 0) rest = rest.subarray(count);
      else if (symbols.errno() === Errno.EAGAIN) return rest;
      // EPIPE from a pipe, EIO from a terminal.
      else if (symbols.errno() !== Errno.EINTR) this.#isGone = true;
    }
    return rest.subarray(rest.length);
  }
}

/**
 * Opens standard output once more where that leads to the same terminal or pipe. A file would be written over from its beginning, and what
 * cannot be opened by its name (a socket, a terminal of another user's) has no second opening.
 *
 * @returns Undefined where there is none.
 */
export function openDirectOutput(): DirectOutput | undefined {
  // Its name is one of Linux; on Windows it would be a path of the current drive.
  if (Deno.build.os !== "linux") return undefined;
  try {
    if (Deno.statSync(STDOUT).isFifo !== true && !Deno.stdout.isTerminal()) return undefined;
    // Opening the multiplexer makes a new terminal.
    if (Deno.readLinkSync(STDOUT).endsWith("/ptmx")) return undefined;
    return new DirectOutput(openToWriteWithoutBlocking(STDOUT));
  } catch (error) {
    const expected = [NativeError, UnsupportedError, Deno.errors.NotFound, Deno.errors.PermissionDenied];
    if (expected.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}
