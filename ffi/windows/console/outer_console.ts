import type { TerminalSize } from "../../pty/terminal_size.ts";
import { Handle } from "../base/handle.ts";
import { checked } from "../base/last_error.ts";
import { KERNEL, openLibrary } from "../base/library.ts";
import { Out } from "../base/struct.ts";

const SYMBOLS = {
  // HANDLE GetStdHandle(DWORD); <processenv.h>. The handle stays the process's own.
  GetStdHandle: { parameters: ["u32"], result: "pointer" },
  // BOOL GetConsoleMode(HANDLE, LPDWORD); <consoleapi.h>
  GetConsoleMode: { parameters: ["pointer", "buffer"], result: "i32" },
  // BOOL SetConsoleMode(HANDLE, DWORD); <consoleapi.h>
  SetConsoleMode: { parameters: ["pointer", "u32"], result: "i32" },
  // HANDLE GetCurrentProcess(void); <processthreadsapi.h>
  GetCurrentProcess: { parameters: [], result: "pointer" },
  // BOOL DuplicateHandle(HANDLE, HANDLE, HANDLE, LPHANDLE, DWORD access, BOOL inherit, DWORD options); <handleapi.h>
  DuplicateHandle: { parameters: ["pointer", "pointer", "pointer", "buffer", "u32", "i32", "u32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

// <winbase.h>, <consoleapi.h>, <winnt.h>
const STD_INPUT_HANDLE = 0xffff_fff6;
const STD_OUTPUT_HANDLE = 0xffff_fff5;
const COOKED_INPUT = 0x1 | 0x2 | 0x4; // ENABLE_PROCESSED_INPUT, ENABLE_LINE_INPUT, ENABLE_ECHO_INPUT
const ENABLE_VIRTUAL_TERMINAL_INPUT = 0x200;
const ENABLE_PROCESSED_OUTPUT = 0x1;
const ENABLE_VIRTUAL_TERMINAL_PROCESSING = 0x4;
const DISABLE_NEWLINE_AUTO_RETURN = 0x8;
const DUPLICATE_SAME_ACCESS = 2;

const calls = () => openLibrary(KERNEL, SYMBOLS);

interface Side {
  readonly handle: Deno.PointerValue;
  readonly mode: number;
}

function sideOf(which: number): Side | undefined {
  const handle = calls().GetStdHandle(which);
  const mode = new Out();
  return handle !== null && calls().GetConsoleMode(handle, mode.bytes) !== 0 ? { handle, mode: mode.u32 } : undefined;
}

/** The console that this process was started in, as far as its streams lead there. Disposing it gives it back as it was. */
export class OuterConsole implements Disposable {
  readonly #input: Side | undefined;
  readonly #output: Side | undefined;
  #isRaw = false;
  #isRead = false;

  private constructor(input: Side | undefined, output: Side | undefined) {
    this.#input = input;
    this.#output = output;
  }

  /** Undefined where neither standard input nor standard output is a console. */
  static find(): OuterConsole | undefined {
    const [input, output] = [sideOf(STD_INPUT_HANDLE), sideOf(STD_OUTPUT_HANDLE)];
    return input === undefined && output === undefined ? undefined : new OuterConsole(input, output);
  }

  /** Whether this process's standard input is a console. */
  get isStdin(): boolean {
    return this.#input !== undefined;
  }

  /** Its size now; undefined where it does not know. */
  get size(): TerminalSize | undefined {
    try {
      const { columns, rows } = Deno.consoleSize();
      return columns > 0 && rows > 0 ? { columns, rows } : undefined;
    } catch {
      return undefined;
    }
  }

  /** From now on keys come as the bytes of a terminal, one by one and unseen, and output is a terminal's. */
  makeRaw(): void {
    this.#isRaw = true;
    const { SetConsoleMode } = calls();
    if (this.#input !== undefined) {
      SetConsoleMode(this.#input.handle, ((this.#input.mode & ~COOKED_INPUT) | ENABLE_VIRTUAL_TERMINAL_INPUT) >>> 0);
    }
    if (this.#output !== undefined) {
      const terminal = ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING | DISABLE_NEWLINE_AUTO_RETURN;
      SetConsoleMode(this.#output.handle, (this.#output.mode | terminal) >>> 0);
    }
  }

  /**
   * Takes what is typed, in pieces that are the taker's own; until a returned promise settles nothing more is read.
   *
   * @param ended The console has gone.
   */
  read(take: (bytes: Uint8Array) => void | Promise<void>, ended: () => void): void {
    if (this.#input === undefined) return;
    this.#isRead = true;
    void (async () => {
      const buffer = new Uint8Array(4096);
      try {
        while (this.#isRead) {
          const count = await Deno.stdin.read(buffer);
          if (count === null) break;
          if (this.#isRead) await take(buffer.slice(0, count));
        }
      } catch {
        // As its end.
      }
      if (this.#isRead) ended();
    })();
  }

  [Symbol.dispose](): void {
    this.#isRead = false;
    if (!this.#isRaw) return;
    this.#isRaw = false;
    for (const side of [this.#input, this.#output]) if (side !== undefined) calls().SetConsoleMode(side.handle, side.mode);
  }
}

/** This process's standard input, to be given to a child and closed by the caller; undefined where there is none. @throws NativeError */
export function inheritStdin(): Handle | undefined {
  const { GetStdHandle, GetCurrentProcess, DuplicateHandle } = calls();
  const handle = GetStdHandle(STD_INPUT_HANDLE);
  if (handle === null) return undefined;
  const out = new Out();
  const self = GetCurrentProcess();
  checked(KERNEL, "DuplicateHandle", DuplicateHandle(self, handle, self, out.bytes, 0, 1, DUPLICATE_SAME_ACCESS), "standard input");
  return new Handle(checked(KERNEL, "DuplicateHandle", out.pointer));
}
