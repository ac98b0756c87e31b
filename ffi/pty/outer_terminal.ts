import { Errno } from "../posix/errno.ts";
import { libc } from "../posix/libc.ts";
import { poller } from "../posix/poller.ts";
import { TerminalModes } from "./modes.ts";
import { restoreFromOutside } from "./restore_outside.ts";
import { readSize, type TerminalSize } from "./terminal_size.ts";

const STDIN = 0;
const STDOUT = 1;
const BUFFER_BYTES = 64 * 1024;

/** The terminal that this process was started in. Disposing it gives it back as it was; the descriptor stays the process's own. */
export class OuterTerminal implements Disposable {
  readonly #fd: number;
  readonly #modes: TerminalModes;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #guard: Disposable | undefined;
  #farewell = "";
  #isRaw = false;
  #isRead = false;

  /** Use {@link findOuterTerminal}. */
  constructor(fd: number, modes: TerminalModes) {
    this.#fd = fd;
    this.#modes = modes;
  }

  /** Whether it is this process's standard input. */
  get isStdin(): boolean {
    return this.#fd === STDIN;
  }

  /** Its size now; undefined where it does not know. */
  get size(): TerminalSize | undefined {
    return readSize(this.#fd);
  }

  /**
   * From now on every byte passes as it is. Once more, too, for whoever may have changed it meanwhile. From the first time on it is given
   * back also if this process is killed.
   *
   * @throws NativeError
   */
  makeRaw(): void {
    this.#become(this.#modes.raw());
  }

  /** As {@link makeRaw}, for what is typed alone: lines that are shown still begin at the left. @throws NativeError */
  makeInputRaw(): void {
    this.#become(this.#modes.rawInput());
  }

  #become(modes: TerminalModes): void {
    this.#guard ??= restoreFromOutside(this.#fd, this.#modes, this.#farewell);
    this.#isRaw = true;
    modes.apply(this.#fd);
  }

  /** Sends it a short text, such as a question to it; false where it takes none. */
  send(text: string): boolean {
    const bytes = new TextEncoder().encode(text);
    return libc().write(this.#fd, bytes, BigInt(bytes.length)) === bytes.length;
  }

  /**
   * Sends it a text that changes how it behaves, and another that undoes that once it is given back, in whatever way.
   *
   * @param farewell Sent ahead of those that were given before.
   */
  enter(text: string, farewell: string): void {
    const before = this.#guard;
    this.#farewell = farewell + this.#farewell;
    this.#guard = restoreFromOutside(this.#fd, this.#modes, this.#farewell);
    before?.[Symbol.dispose]();
    this.send(text);
  }

  /** Gives another terminal the modes that this one began with. @throws NativeError */
  lendModes(fd: number): void {
    this.#modes.apply(fd);
  }

  /**
   * Takes what is typed, in pieces that are the taker's own; until a returned promise settles nothing more is read.
   *
   * @param ended The terminal has gone.
   */
  read(take: (bytes: Uint8Array) => void | Promise<void>, ended: () => void): void {
    this.#isRead = true;
    poller.watch(this.#fd, () => {
      const symbols = libc();
      // Does not block: a raw terminal that can be read gives what it has.
      const count = symbols.read(this.#fd, this.#buffer, BigInt(BUFFER_BYTES));
      if (count < 0 && [Errno.EAGAIN, Errno.EINTR].some((code) => code === symbols.errno())) return;
      if (count <= 0) {
        this.#stopReading();
        return ended();
      }
      const taken = take(this.#buffer.slice(0, count));
      if (taken === undefined) return;
      poller.unwatch(this.#fd);
      void taken.then(() => {
        if (this.#isRead) this.read(take, ended);
      });
    });
  }

  [Symbol.dispose](): void {
    this.#stopReading();
    if (!this.#isRaw) return;
    this.#isRaw = false;
    if (this.#farewell !== "") this.send(this.#farewell);
    this.#farewell = "";
    try {
      this.#modes.apply(this.#fd);
    } catch {
      // The terminal has gone: nothing is left to give back.
    }
    this.#guard?.[Symbol.dispose]();
    this.#guard = undefined;
  }

  #stopReading() {
    this.#isRead = false;
    poller.unwatch(this.#fd);
  }
}

/** The terminal behind standard input, else behind standard output; undefined where neither is one. */
export function findOuterTerminal(): OuterTerminal | undefined {
  for (const fd of [STDIN, STDOUT]) {
    const modes = TerminalModes.of(fd);
    if (modes !== undefined) return new OuterTerminal(fd, modes);
  }
  return undefined;
}
