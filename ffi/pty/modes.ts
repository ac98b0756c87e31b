import { layoutOf } from "../posix/layouts.ts";
import { checked } from "../posix/libc.ts";
import { terminalCalls } from "./library.ts";

const TCSANOW = 0;
/** glibc's `NCCS`: so many control characters `stty -g` prints. */
const CONTROL_CHARACTERS = 32;

/** How a terminal treats what passes through it: echo, lines, signals of keys. A `struct termios`, which only libc changes. */
export class TerminalModes {
  readonly #bytes: Uint8Array<ArrayBuffer>;

  private constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  /** Those of a terminal; undefined where the descriptor is none. */
  static of(fd: number): TerminalModes | undefined {
    const bytes = new Uint8Array(layoutOf("struct termios").size);
    return terminalCalls().tcgetattr(fd, bytes) < 0 ? undefined : new TerminalModes(bytes);
  }

  /** The same, but that every byte passes as it is, both ways, as `cfmakeraw` of `<termios.h>` does it. */
  raw(): TerminalModes {
    const bytes = this.#bytes.slice();
    terminalCalls().cfmakeraw(bytes);
    return new TerminalModes(bytes);
  }

  /** The same, but that every byte that is typed passes as it is; what is shown is treated as before: a line begins at the left. */
  rawInput(): TerminalModes {
    const at = layoutOf("struct termios").fields["c_oflag"] ?? 0;
    const modes = this.raw();
    modes.#bytes.set(this.#bytes.subarray(at, at + 4), at);
    return modes;
  }

  /**
   * Gives them to a terminal, at once: output that the user has stopped must not hold this up.
   *
   * @throws NativeError
   */
  apply(fd: number): void {
    checked("tcsetattr", terminalCalls().tcsetattr(fd, TCSANOW, this.#bytes));
  }

  /** As `stty -g` writes them, and `stty` reads them. */
  toString(): string {
    const { fields } = layoutOf("struct termios");
    const view = new DataView(this.#bytes.buffer);
    const flags = ["c_iflag", "c_oflag", "c_cflag", "c_lflag"].map((name) => view.getUint32(fields[name] ?? 0, true));
    const at = fields["c_cc"] ?? 0;
    return [...flags, ...this.#bytes.subarray(at, at + CONTROL_CHARACTERS)].map((number) => number.toString(16)).join(":");
  }
}
