import type { TerminalSize } from "../../../ffi/pty/mod.ts";
import { AppError, type ChildExit, type ChildSpec } from "../../core/mod.ts";
import { GuardedProcesses } from "../process/guarded_processes.ts";
import { killProcess } from "../process/kill_process.ts";
import { type InnerTerminal, type OuterTerminal, requireTerminals, type Terminals } from "./terminals.ts";

/** A command to run in a terminal of its own. */
export interface SessionOptions {
  /** The program, looked up in the `PATH` of `env`, and its arguments. */
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly size: TerminalSize;
  /** Whose modes the new terminal begins with. */
  readonly like?: OuterTerminal | undefined;
  /** The command's standard input: the terminal, or this process's own. */
  readonly stdin: "terminal" | "inherit";
  /** Takes output in order; the bytes are reused after it returns, or after the promise it returned has settled. */
  output(bytes: Uint8Array): void | Promise<void>;
}

/** A command that runs in a terminal of its own. */
export interface Session {
  readonly pid: number;
  /** Settles when the command has ended, its output was delivered and everything it started was killed. Never rejects. */
  readonly exited: Promise<ChildExit>;
  /** Types bytes; a promise while there is no room. They must stay as they are until it settles. */
  type(bytes: Uint8Array): void | Promise<void>;
  resize(size: TerminalSize): void;
  /** As the terminal's own keys. */
  interrupt(signal: "SIGINT" | "SIGQUIT"): void;
  /** Says that the terminal goes away. */
  hangUp(): void;
  /** Ends the whole tree. */
  kill(): void;
}

/**
 * Starts a command in a terminal. Its tree ends with it, and with this process, also when that is killed by SIGKILL.
 *
 * @throws AppError `terminal_unsupported`, `command_unknown`, `command_unusable`, `cwd_unusable`.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const host = new SessionHost();
  try {
    const session = await host.open(options);
    return { ...session, exited: session.exited.finally(() => host[Symbol.dispose]()) };
  } catch (error) {
    host[Symbol.dispose]();
    throw error;
  }
}

/** A child's spec that says what its terminal is like. */
interface TerminalSpec extends ChildSpec {
  readonly options: SessionOptions;
  opened(terminal: InnerTerminal): void;
}

/**
 * Starts commands in terminals, any number at once, under one watchdog. Disposing it kills what still runs; a later {@link open} starts anew.
 */
export class SessionHost implements Disposable {
  #processes: GuardedProcesses | undefined;

  /** @throws AppError as {@link openSession}. */
  async open(options: SessionOptions): Promise<Session> {
    const terminals = await requireTerminals();
    this.#processes ??= guard(terminals);
    let terminal: InnerTerminal | undefined;
    const { argv, cwd, env } = options;
    const spec: TerminalSpec = { argv, cwd, env, stdin: "null", output: () => {}, options, opened: (inner) => terminal = inner };
    try {
      const child = await this.#processes.spawn(spec);
      return {
        pid: child.pid,
        exited: child.exited,
        type: (bytes) => terminal?.type(bytes),
        resize: (size) => terminal?.resize(size),
        interrupt: (signal) => terminal?.interrupt(signal),
        hangUp: () => child.stop("terminate"),
        kill: () => child.stop("kill"),
      };
    } catch (error) {
      throw commandError(error, options, terminals);
    }
  }

  [Symbol.dispose](): void {
    this.#processes?.[Symbol.dispose]();
  }
}

/** Children in terminals, whose trees end with this process. */
function guard(terminals: Terminals): GuardedProcesses {
  return new GuardedProcesses(
    {
      async start(spec, texts, beforeReap) {
        const { options, opened } = spec as TerminalSpec;
        const { size, like, stdin } = options;
        const child = await terminals.start(spec, texts, { size, like, stdin, output: (bytes) => options.output(bytes), beforeReap });
        opened(child.terminal);
        return child;
      },
      startWatchdog: (watchdog, texts) => terminals.startWatchdog(watchdog, texts),
    },
    killProcess,
    { endsTrees: true },
  );
}

/** As shells tell them apart: nothing of that name (127), or nothing that can be run (126). */
function commandError(error: unknown, { argv, cwd, env }: SessionOptions, terminals: Terminals): unknown {
  if (!(error instanceof AppError) || error.code !== "spawn_failed") return error;
  const exists = terminals.candidates(argv[0] ?? "", env, cwd).some(isThere);
  return new AppError(exists ? "command_unusable" : "command_unknown", error.message, {
    cause: error,
    ...(exists && error.hint !== undefined ? { hint: error.hint } : {}),
  });
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    return !(error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory || error instanceof TypeError);
  }
}
