import type { TerminalSize } from "../../../ffi/pty/mod.ts";
import { DEFAULT_SIZE, ENDS, holdRaw, listenToSignals, makeRaw } from "./outer.ts";
import { requireTerminals } from "./terminals.ts";

/** Who is told what happens at this process's terminal. */
export interface OuterLinkOptions {
  /** As {@link AttendOptions.keepsOnHangUp}. */
  readonly keepsOnHangUp: boolean;
  /** Takes what is typed; until a returned promise settles nothing more is read. */
  typed(bytes: Uint8Array): void | Promise<void>;
  resized(size: TerminalSize): void;
  /** This process was sent a signal that its terminal's keys would send. */
  interrupted(signal: "SIGINT" | "SIGQUIT"): void;
  /** The terminal has gone, or this process is to end; with the number of the signal. */
  ended(signal: number): void;
}

/** This process's terminal, raw until disposed, while what runs elsewhere is seen in it. */
export interface OuterLink extends Disposable {
  /** Its size now; 80×24 without one. */
  readonly size: TerminalSize;
  /** Whether keys are typed there, and not bytes of a file or a pipe. */
  readonly isTyped: boolean;
}

/**
 * Makes this process's terminal raw and says what happens at it. Where standard input is no terminal, its bytes are what is typed, and its
 * end is nothing.
 *
 * @throws AppError `terminal_unsupported`.
 */
export async function linkOuter(options: OuterLinkOptions): Promise<OuterLink> {
  const outer = (await requireTerminals()).findOuter();
  const signals = listenToSignals(options.keepsOnHangUp, {
    end: (signal) => options.ended(ENDS[signal]),
    interrupt: (signal) => options.interrupted(signal),
    resize: () => options.resized(outer?.size ?? DEFAULT_SIZE),
    resume: () => makeRaw(outer),
  });
  const raw = outer === undefined ? undefined : holdRaw(outer);
  outer?.read((bytes) => options.typed(bytes), () => options.ended(ENDS.SIGHUP));
  const isTyped = outer?.isStdin === true;
  const reader = isTyped ? undefined : Deno.stdin.readable.getReader();
  if (reader !== undefined) void pass(reader, (bytes) => options.typed(bytes));
  return {
    get size() {
      return outer?.size ?? DEFAULT_SIZE;
    },
    isTyped,
    [Symbol.dispose]() {
      void reader?.cancel().catch(() => {});
      signals[Symbol.dispose]();
      raw?.[Symbol.dispose]();
      outer?.[Symbol.dispose]();
    },
  };
}

async function pass(reader: ReadableStreamDefaultReader<Uint8Array>, take: (bytes: Uint8Array) => void | Promise<void>): Promise<void> {
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) await take(next.value);
  } catch {
    // It cannot be read: nothing is typed.
  }
}
