import type { JsonObject } from "./json.ts";

/** How a task ended. */
export type TaskStatus = "succeeded" | "failed" | "skipped" | "cancelled" | "timed_out";

/** How a run ended. `interrupted`: its process died; `resume` can go on. */
export type RunStatus = "succeeded" | "failed" | "cancelled" | "timed_out" | "interrupted";

/** Why something failed, as stored and shown; secrets are already masked. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** Which of an attempt's streams. `log` is a script's structured log: one JSON record a line. */
export type OutputStream = ChildStream | "log";

/** The streams of a child process. */
export type ChildStream = "stdout" | "stderr";

interface EventBase {
  /** Wall time in milliseconds since the epoch. */
  readonly time: number;
  readonly run: string;
}

/** The run exists; `tasks` are its ids in document order, matrix instances in place of their task. */
export interface RunStarted extends EventBase {
  readonly type: "run.started";
  readonly pipeline: string;
  readonly tasks: readonly string[];
  /** Present when this process continues a run that another one began. */
  readonly resumed?: true;
}

export interface TaskStarted extends EventBase {
  readonly type: "task.started";
  readonly task: string;
  /** From 1. */
  readonly attempt: number;
}

/**
 * Output of an attempt, masked. `bytes` are whole lines with their newlines, except the last of a stream, or a piece of a line that is
 * longer than 64 KiB. It is shown and stored as a log but is no journal entry. The bytes are only valid during the call.
 */
export interface TaskOutput extends EventBase {
  readonly type: "task.output";
  readonly task: string;
  readonly attempt: number;
  readonly stream: OutputStream;
  readonly bytes: Uint8Array;
}

/** A person is asked, or the run stands in a concurrency queue (`task` absent). */
export interface RunWaiting extends EventBase {
  readonly type: "run.waiting";
  readonly task?: string;
  readonly reason: string;
  /** What the person is asked. */
  readonly question?: string;
}

/** An attempt failed, or succeeded and is to be repeated, and another one follows after `delay_ms`. */
export interface TaskRetrying extends EventBase {
  readonly type: "task.retrying";
  readonly task: string;
  readonly attempt: number;
  readonly delay_ms: number;
  readonly exit_code?: number;
  readonly error?: Failure;
  /** Present when the attempt succeeded and `repeat` asks for another. */
  readonly repeat?: true;
}

/** A task ended; it comes for skipped ones too, with `reason` and `attempt` 0. */
export interface TaskFinished extends EventBase {
  readonly type: "task.finished";
  readonly task: string;
  readonly attempt: number;
  readonly status: TaskStatus;
  readonly exit_code?: number;
  readonly duration_ms: number;
  readonly outputs: JsonObject;
  /** Why a task was skipped. */
  readonly reason?: string;
  readonly error?: Failure;
}

export interface RunFinished extends EventBase {
  readonly type: "run.finished";
  readonly status: RunStatus;
  readonly duration_ms: number;
  /** How many tasks ended in each status; only those that occur. */
  readonly counts: Readonly<Partial<Record<TaskStatus, number>>>;
  readonly error?: Failure;
}

/** Everything that can happen in a run. Journal, terminal, JSON lines and later the console all read these. */
export type RunEvent = RunStarted | RunWaiting | TaskStarted | TaskOutput | TaskRetrying | TaskFinished | RunFinished;

/** The events that are state: written to the journal before they are acted on. */
export type JournalEvent = RunStarted | TaskStarted | TaskRetrying | TaskFinished | RunFinished;
