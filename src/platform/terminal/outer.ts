import type { TerminalSize } from "../../../ffi/pty/mod.ts";
import type { OuterTerminal } from "./terminals.ts";

/** A terminal's size where there is none to ask. */
export const DEFAULT_SIZE: TerminalSize = { columns: 80, rows: 24 };
/** Numbers of the signals that end a session. */
export const ENDS = { SIGHUP: 1, SIGTERM: 15 } as const;
/** What Windows has of them: Ctrl-C, the closing of the console, and a size that the runtime looks for itself. */
const WINDOWS_SIGNALS: ReadonlySet<Deno.Signal> = new Set(["SIGINT", "SIGHUP", "SIGWINCH"]);

/** A signal that ends a session. */
export type EndSignal = keyof typeof ENDS;

/** What signals do. */
export interface Reactions {
  end(signal: EndSignal): void;
  interrupt(signal: "SIGINT" | "SIGQUIT"): void;
  resize(): void;
  resume(): void;
}

/** Listens to what this process is sent until disposed. A raw terminal sends no signals of keys: those come from elsewhere. */
export function listenToSignals(keepsOnHangUp: boolean, reactions: Reactions): Disposable {
  const rows: (readonly [Deno.Signal, () => void])[] = [
    ["SIGWINCH", () => reactions.resize()],
    ["SIGCONT", () => reactions.resume()],
    ["SIGINT", () => reactions.interrupt("SIGINT")],
    ["SIGQUIT", () => reactions.interrupt("SIGQUIT")],
    ["SIGTERM", () => reactions.end("SIGTERM")],
  ];
  // Listening would end its being ignored.
  if (!keepsOnHangUp) rows.push(["SIGHUP", () => reactions.end("SIGHUP")]);
  const known = rows.filter(([signal]) => Deno.build.os !== "windows" || WINDOWS_SIGNALS.has(signal));
  for (const [signal, react] of known) Deno.addSignalListener(signal, react);
  return {
    [Symbol.dispose]() {
      for (const [signal, react] of known) Deno.removeSignalListener(signal, react);
    },
  };
}

/** Makes the terminal raw; it is given back when this is disposed, or when the process ends in whatever way it may notice. */
export function holdRaw(terminal: OuterTerminal): Disposable {
  const restore = () => terminal[Symbol.dispose]();
  globalThis.addEventListener("unload", restore);
  makeRaw(terminal);
  return {
    [Symbol.dispose]() {
      restore();
      globalThis.removeEventListener("unload", restore);
    },
  };
}

/** Once more, too: whoever had the terminal meanwhile may have changed it. */
export function makeRaw(terminal: OuterTerminal | undefined): void {
  try {
    terminal?.makeRaw();
  } catch {
    // It has gone; reading it will say so.
  }
}
