import { findOuterTerminal, type OuterTerminal } from "../../../ffi/pty/mod.ts";
import { monotonicMicroseconds, NativeError, UnsupportedError } from "../../../ffi/mod.ts";
import { AppError } from "../../core/mod.ts";
import { type KeyEvent, TerminalKeys } from "../../core/keyboard/mod.ts";

/** How the terminal tells of keys: `kitty` with places, repeats and releases; `legacy` by characters, presses alone. */
export type KeysProtocol = "kitty" | "legacy";

/** What to do with the terminal's keys. */
export interface AttendKeysOptions {
  /** Must not throw. Until a returned promise settles nothing more is read; it must not reject. */
  take(event: KeyEvent): void | Promise<void>;
  /** Told once, when the terminal has answered how it tells of keys, or has not. */
  began(protocol: KeysProtocol): void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** The flags it has now, then what it is at all, which every terminal answers. */
const QUESTION = "\x1b[?u\x1b[c";
/** Escape codes that are not ambiguous, repeats and releases, the key in a standard layout, and all keys so. */
const PUSH = "\x1b[>15u";
const POP = "\x1b[<u";
/** A terminal that has not answered by then does not. */
const ANSWER_MS = 500;
/** After so long nothing more belongs to what has begun. */
const SETTLE_MS = 50;

/**
 * Reads the keys of the terminal that is standard input, whose input is raw meanwhile, and which is always given back as it was.
 *
 * @throws AppError `keyboard_unavailable` where standard input is no terminal, or this system's cannot be used.
 */
export async function attendTerminalKeys(options: AttendKeysOptions): Promise<void> {
  using terminal = openTerminal();
  const restore = () => terminal[Symbol.dispose]();
  globalThis.addEventListener("unload", restore);
  const gone = Promise.withResolvers<void>();
  const timers: ReturnType<typeof setTimeout>[] = [];
  try {
    readKeys(terminal, options, timers, gone.resolve);
    options.signal.addEventListener("abort", () => gone.resolve(), { once: true });
    if (options.signal.aborted) gone.resolve();
    await gone.promise;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    globalThis.removeEventListener("unload", restore);
  }
}

/** What keys are read from. */
export type KeysTerminal = Pick<OuterTerminal, "makeInputRaw" | "enter" | "send" | "read">;

/** Reads the keys of a terminal until it is `gone`; the timers are the caller's to clear. */
export function readKeys(
  terminal: KeysTerminal,
  { take, began }: Omit<AttendKeysOptions, "signal">,
  timers: ReturnType<typeof setTimeout>[],
  gone: () => void,
): void {
  let protocol: KeysProtocol | undefined;
  const begin = (answer: KeysProtocol) => {
    if (protocol !== undefined) return;
    protocol = answer;
    if (answer === "kitty") terminal.enter(PUSH, POP);
    began(answer);
  };
  let holds: Promise<void>[] = [];
  const keys = new TerminalKeys((event) => {
    const taken = take(event);
    if (taken !== undefined) holds.push(taken);
  }, ({ body, last }) => {
    if (last === "u" && body.startsWith("?")) begin("kitty");
    else if (last === "c") begin("legacy");
  });
  terminal.makeInputRaw();
  terminal.read((bytes) => {
    clearTimeout(timers[0]);
    keys.push(bytes, Number(monotonicMicroseconds()) / 1000);
    if (keys.isOpen) timers[0] = setTimeout(() => keys.settle(), SETTLE_MS);
    if (holds.length === 0) return;
    const taken = Promise.all(holds);
    holds = [];
    return taken.then(() => {});
  }, gone);
  timers[1] = setTimeout(() => begin("legacy"), terminal.send(QUESTION) ? ANSWER_MS : 0);
}

function openTerminal(): OuterTerminal {
  try {
    const terminal = findOuterTerminal();
    if (terminal?.isStdin) return terminal;
    throw new AppError("keyboard_unavailable", "Standard input is no terminal", {
      hint: "Name a device: executor diagnose keyboard --device PATH",
    });
  } catch (error) {
    if (!(error instanceof UnsupportedError) && !(error instanceof NativeError) && !(error instanceof RangeError)) throw error;
    throw new AppError("keyboard_unavailable", `The terminal's keys cannot be read: ${error.message}`, { cause: error });
  }
}
