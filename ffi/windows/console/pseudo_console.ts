import { NativeError, UnsupportedError } from "../../errors.ts";
import type { ProbeAnswer } from "../../posix/probe.ts";
import type { TerminalSize } from "../../pty/terminal_size.ts";
import type { Handle } from "../base/handle.ts";
import { checkedResult } from "../base/last_error.ts";
import { KERNEL, openLibrary } from "../base/library.ts";
import { Out } from "../base/struct.ts";

const SYMBOLS = {
  // HRESULT CreatePseudoConsole(COORD, HANDLE input, HANDLE output, DWORD flags, HPCON *); <consoleapi.h>. A COORD fits into 32 bits.
  CreatePseudoConsole: { parameters: ["u32", "pointer", "pointer", "u32", "buffer"], result: "i32" },
  // HRESULT ResizePseudoConsole(HPCON, COORD); <consoleapi.h>
  ResizePseudoConsole: { parameters: ["pointer", "u32"], result: "i32" },
  // void ClosePseudoConsole(HPCON); <consoleapi.h>. Before Windows 11 it waits until the output has been read.
  ClosePseudoConsole: { parameters: ["pointer"], result: "void", nonblocking: true },
} as const satisfies Deno.ForeignLibraryInterface;

const calls = () => openLibrary(KERNEL, SYMBOLS);

/** A terminal without a window (ConPTY). */
export class PseudoConsole {
  #pointer: Deno.PointerObject | undefined;

  private constructor(pointer: Deno.PointerObject) {
    this.#pointer = pointer;
  }

  /**
   * @param input The end of a pipe that it reads what is typed from; may be closed afterwards.
   * @param output The end of a pipe that it writes what is shown to; may be closed afterwards.
   * @throws NativeError, UnsupportedError
   */
  static create(size: TerminalSize, input: Handle, output: Handle): PseudoConsole {
    const out = new Out();
    checkedResult(
      KERNEL,
      "CreatePseudoConsole",
      calls().CreatePseudoConsole(coordinates(size), input.pointer, output.pointer, 0, out.bytes),
    );
    const { pointer } = out;
    if (pointer === null) {
      throw new NativeError({ library: KERNEL, symbol: "CreatePseudoConsole", code: "S_OK", detail: "it made no console" });
    }
    return new PseudoConsole(pointer);
  }

  /** For a process that is made in it. @throws TypeError once it was closed. */
  get pointer(): Deno.PointerObject {
    if (this.#pointer === undefined) throw new TypeError("A console is used after it was closed");
    return this.#pointer;
  }

  /** Nothing once it was closed. @throws NativeError */
  resize(size: TerminalSize): void {
    if (this.#pointer === undefined) return;
    checkedResult(KERNEL, "ResizePseudoConsole", calls().ResizePseudoConsole(this.#pointer, coordinates(size)));
  }

  /** Ends the programs in it and writes the rest of its output, which has to be read meanwhile. Settles when that is done. */
  async close(): Promise<void> {
    const pointer = this.#pointer;
    this.#pointer = undefined;
    if (pointer !== undefined) await calls().ClosePseudoConsole(pointer);
  }
}

/** Windows counts cells in 15 bits. */
const MOST_CELLS = 0x7fff;

function coordinates({ columns, rows }: TerminalSize): number {
  return (Math.min(columns, MOST_CELLS) | Math.min(rows, MOST_CELLS) << 16) >>> 0;
}

/** Whether programs can be given a pseudo console here. Nothing is called. */
export function probePseudoConsoles(): ProbeAnswer {
  if (Deno.build.os !== "windows") return { answer: "no", missing: "Windows", how: `this is ${Deno.build.os}` };
  try {
    calls();
    return { answer: "yes" };
  } catch (error) {
    if (error instanceof UnsupportedError) return { answer: "no", missing: error.missing, how: error.how };
    return { answer: "unknown", why: String(error) };
  }
}
