import type { TerminalSize } from "../../../ffi/pty/mod.ts";
import { AppError, type ChildSpec } from "../../core/mod.ts";
import type { RawChild, RawProcesses } from "../process/raw_processes.ts";

/** The terminal that this process was started in. Disposing it gives it back as it was. */
export interface OuterTerminal extends Disposable {
  /** Whether it is this process's standard input. */
  readonly isStdin: boolean;
  /** Its size now; undefined where it does not know. */
  readonly size: TerminalSize | undefined;
  /** From now on every byte passes as it is. */
  makeRaw(): void;
  /** Takes what is typed; until a returned promise settles nothing more is read. `ended`: the terminal has gone. */
  read(take: (bytes: Uint8Array) => void | Promise<void>, ended: () => void): void;
}

/** A child's terminal, seen from outside. */
export interface InnerTerminal {
  type(bytes: Uint8Array): void | Promise<void>;
  resize(size: TerminalSize): void;
  /** As the terminal's own keys. */
  interrupt(signal: "SIGINT" | "SIGQUIT"): void;
}

/** How a child in a terminal is to be started. */
export interface TerminalPlan {
  readonly size: TerminalSize;
  readonly like: OuterTerminal | undefined;
  readonly stdin: "terminal" | "inherit";
  output(bytes: Uint8Array): void | Promise<void>;
  /** Called when the leader has ended, while its id cannot yet belong to another process. */
  beforeReap(pid: number): void;
}

/** A child in a terminal of its own. */
export interface TerminalRawChild extends RawChild {
  readonly terminal: InnerTerminal;
}

/** The terminals of one kind of system. */
export interface Terminals extends Pick<RawProcesses, "startWatchdog"> {
  findOuter(): OuterTerminal | undefined;
  /** @throws AppError as `RawProcesses.start`. */
  start(spec: ChildSpec, env: readonly string[], plan: TerminalPlan): Promise<TerminalRawChild>;
  /** The files that a program's name may mean. */
  candidates(program: string, env: Readonly<Record<string, string>>, cwd: string): readonly string[];
}

/**
 * The terminals of this system.
 *
 * @throws AppError `terminal_unsupported` where there are none.
 */
export async function requireTerminals(): Promise<Terminals> {
  const { probe, terminals } = Deno.build.os === "windows" ? await import("./windows_terminals.ts") : await import("./posix_terminals.ts");
  const answer = probe();
  if (answer.answer === "yes") return terminals;
  const why = answer.answer === "no" ? `${answer.missing} is missing: ${answer.how}` : answer.why;
  throw new AppError("terminal_unsupported", `No terminal can be opened: ${why}`);
}
