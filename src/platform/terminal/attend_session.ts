import type { TerminalSize } from "../../../ffi/pty/mod.ts";
import { openSession, type Session } from "./open_session.ts";
import { DEFAULT_SIZE, ENDS, type EndSignal, holdRaw, listenToSignals, makeRaw } from "./outer.ts";
import { requireTerminals } from "./terminals.ts";

const GRACE_MS = 3_000;

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
  const end = (signal: EndSignal) => {
    if (endedBy !== undefined) return;
    endedBy = ENDS[signal];
    session?.hangUp();
    grace = setTimeout(() => {
      session?.kill();
      observer.giveUp();
    }, GRACE_MS);
  };
  using _signals = listenToSignals(options.keepsOnHangUp, {
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
