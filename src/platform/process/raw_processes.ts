import type { ChildInput, ChildSpec } from "../../core/mod.ts";

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
  /** Only of a child with a pipe for standard input. */
  readonly input?: ChildInput | undefined;
  /** Asks the group to end; a stopped group too. Nothing once the leader has been reaped. */
  terminate(): void;
  /** Bounds the leader's writable memory, or unbounds it; absent where the platform cannot. */
  limitData?(bytes: number | undefined): void;
  /** Ends the group. Nothing once the leader has been reaped. */
  kill(): void;
}

/** What a watchdog is told. */
export interface WatchdogLink {
  readonly pid: number;
  /** From now on this group has to go when we do; false when the watchdog itself is gone. */
  add(group: number): boolean;
  /** This group is gone; its number may soon be somebody else's. */
  remove(group: number): void;
  /** Sends the watchdog away: `quit` without it killing anything, `look` as if we had died. */
  close(how: "quit" | "look"): void;
}

/** What differs between the implementations of `Processes`. */
export interface RawProcesses {
  /** Whether it can start confined children; absent is no. */
  readonly canConfine?: boolean;
  /**
   * Starts a child whose spec has been checked.
   *
   * @param env The whole environment, `NAME=value` each.
   * @param beforeReap Called when the leader has ended, before its pid may be used again where the platform can tell.
   * @param groupFile `cgroup.procs` of the control group that a confined child joins.
   * @throws AppError `spawn_failed`, `cwd_unusable`, `stdin_unreadable`, `confine_unavailable`, `confine_invalid`.
   */
  start(spec: ChildSpec, env: readonly string[], beforeReap: () => void, groupFile?: string): Promise<RawChild>;
  /**
   * Starts a program that gets `+group` and `-group` and `quit` as lines of its standard input, which ends with us. Instead of the first
   * two it may find the groups as lines behind the descriptor of its standard output, blank ones between them. Undefined where it cannot
   * be started.
   */
  startWatchdog(argv: readonly string[], env: readonly string[]): WatchdogLink | undefined;
}
