import type { ChildSpec } from "../../core/mod.ts";

/** How a raw child ended; with `signal`, `code` is 128 plus its number. */
export interface RawExit {
  readonly code: number;
  readonly signal?: string;
}

/** A child as the operating system gives it: group, output and exit, without fences and limits. */
export interface RawChild {
  /** Leads a group of its own where the platform has groups. */
  readonly pid: number;
  /** Settles when the leader is gone, the rest of its group has been killed and the output was delivered. Never rejects. */
  readonly ended: Promise<RawExit>;
  /** Asks the group to end; a stopped group too. Nothing once the leader has been reaped. */
  terminate(): void;
  /** Ends the group. Nothing once the leader has been reaped. */
  kill(): void;
}

/** The pipe to a watchdog. */
export interface WatchdogPipe {
  readonly pid: number;
  /** Writes a short text as a whole. `full`: not now; `gone`: nobody reads any more. */
  write(text: string): "written" | "full" | "gone";
  /** Closes the pipe; the watchdog ends. */
  close(): void;
}

/** What differs between the implementations of `Processes`. */
export interface RawProcesses {
  /**
   * Starts a child whose spec has been checked.
   *
   * @param env The whole environment, `NAME=value` each.
   * @param beforeReap Called when the leader has ended, before its pid may be used again where the platform can tell.
   * @throws AppError `spawn_failed`, `cwd_unusable`, `stdin_unreadable`.
   */
  start(spec: ChildSpec, env: readonly string[], beforeReap: () => void): Promise<RawChild>;
  /** Starts a program whose standard input is a pipe from us; undefined where there is none such as `/bin/sh`. */
  startWatchdog(argv: readonly string[], env: readonly string[]): WatchdogPipe | undefined;
}
