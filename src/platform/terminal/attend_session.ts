import type { TerminalSize } from "../../../ffi/pty/mod.ts";
import { openSession, type Session } from "./open_session.ts";
import { type OuterTerminal, requireTerminals } from "./terminals.ts";

/** A terminal's size where there is none to ask. */
const DEFAULT_SIZE: TerminalSize = { columns: 80, rows: 24 };
const GRACE_MS = 3_000;
/** Numbers of the signals that end a session. */
const ENDS = { SIGHUP: 1, SIGTERM: 15 } as const;

/** What Windows has of them: Ctrl-C, the closing of the console, and a size that the runtime looks for itself. */
const WINDOWS_SIGNALS: ReadonlySet<Deno.Signal> = new Set(["SIGINT", "SIGHUP", "SIGWINCH"]);

/** What is told of a session while it runs. */
export interface SessionObserver {
  /** Before anything else. */
  begins(size: TerminalSize): void;
  /** Takes output in order; the bytes are reused after it returns, or after the promise it returned has settled. */
  output(bytes: Uint8Array): void | Promise<void>;
  resized(size: TerminalSize): void;
  /** Whether nobody can be told any more: then the session ends. */
  isGone(): boolean;
  /** The session has to end: what nobody takes is not waited for any more. */
  giveUp(): void;
}

/** A command to run in a terminal within this process's own. */
export interface AttendOptions {
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether a hang-up of the outer terminal is left as it is: ignored, for whoever started this process so. */
  readonly keepsOnHangUp: boolean;
  readonly observer: SessionObserver;
}

/**
 * Runs a command in a terminal of its own within this process's: keys, size and output pass through, and the outer terminal is raw until
 * it ends. Standard input that is no terminal is the command's own.
 *
 * @returns The command's exit code, 128 plus the number of the signal that ended it, or that ended this process.
 * @throws AppError as {@link openSession}.
 */
export async function attendSession(options: AttendOptions): Promise<number> {
  using outer = (await requireTerminals()).findOuter();
  const { observer } = options;
  let size = outer?.size ?? DEFAULT_SIZE;
  observer.begins(size);
  let session: Session | undefined;
  let endedBy: number | undefined;
  let grace: ReturnType<typeof setTimeout> | undefined;
  const end = (signal: keyof typeof ENDS) => {
    if (endedBy !== undefined) return;
    endedBy = ENDS[signal];
    session?.hangUp();
    grace = setTimeout(() => {
      session?.kill();
      observer.giveUp();
    }, GRACE_MS);
  };
  using _signals = listen(options.keepsOnHangUp, {
    end,
    interrupt: (signal) => session?.interrupt(signal),
    resize() {
      const now = outer?.size ?? DEFAULT_SIZE;
      if (now.columns === size.columns && now.rows === size.rows) return;
      size = now;
      session?.resize(size);
      observer.resized(size);
    },
    resume: () => makeRaw(outer),
  });
  try {
    // Before the command begins: nothing typed meanwhile may be echoed here.
    using _raw = outer === undefined ? undefined : holdRaw(outer);
    const opened = await openSession({
      argv: options.argv,
      cwd: options.cwd,
      env: options.env,
      size,
      like: outer,
      stdin: outer?.isStdin ? "terminal" : "inherit",
      output(bytes) {
        if (observer.isGone()) end("SIGHUP");
        else return observer.output(bytes);
      },
    });
    session = opened;
    // What came while it was opened.
    opened.resize(size);
    if (endedBy !== undefined) opened.hangUp();
    outer?.read((bytes) => opened.type(bytes), () => end("SIGHUP"));
    const { code } = await opened.exited;
    return endedBy === undefined ? code : 128 + endedBy;
  } finally {
    clearTimeout(grace);
  }
}

/** What signals do. */
interface Reactions {
  end(signal: keyof typeof ENDS): void;
  interrupt(signal: "SIGINT" | "SIGQUIT"): void;
  resize(): void;
  resume(): void;
}

/** Listens to what this process is sent until disposed. A raw terminal sends no signals of keys: those come from elsewhere. */
function listen(keepsOnHangUp: boolean, reactions: Reactions): Disposable {
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
function holdRaw(terminal: OuterTerminal): Disposable {
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

function makeRaw(terminal: OuterTerminal | undefined): void {
  try {
    terminal?.makeRaw();
  } catch {
    // It has gone; reading it will say so.
  }
}
