import type { ChildConfinement } from "./confinement.ts";
import type { ChildStream, Failure, JournalEvent, OutputStream, RunStatus, RunWaiting, TaskStatus } from "./events.ts";
import type { Json, JsonObject } from "./json.ts";
import type { Pipeline } from "./pipeline_gen.ts";

/**
 * The interfaces to the world. The engine sees nothing else; `platform` makes them real, tests fake them, and one contract suite runs on
 * both. Every method that can fail throws an `AppError`.
 */

/** Time. Wall time may jump; durations come from `monotonicMs` alone. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since some fixed moment; never goes back. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when `signal` aborts (it never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What a group of processes may use; absent is without limit. */
export interface ChildLimits {
  /** Most bytes of resident memory of the whole group. */
  readonly memoryBytes?: number;
  /** Most milliseconds of processor time of the whole group. */
  readonly cpuMs?: number;
}

/** The open standard input of a child. */
export interface ChildInput {
  /** Writes all of it; a promise settles once the child's pipe has taken it. A child that is gone drops it without a word. */
  write(bytes: Uint8Array): void | Promise<void>;
  /** The child reads its end; nothing is written after it. */
  close(): void;
}

/** A child process to start. */
export interface ChildSpec extends ChildLimits {
  /** Program and arguments; the program is looked up in `env.PATH`. */
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** The whole environment; nothing is inherited besides. */
  readonly env: Readonly<Record<string, string>>;
  /** Nothing, these bytes, this file's content, or what {@link Child.input} is given. */
  readonly stdin: "null" | "pipe" | Uint8Array | { readonly path: string };
  /** What it and everything it starts may do; absent is all that its user may. */
  readonly confine?: ChildConfinement;
  /**
   * Takes a piece of output as it comes, in order for each stream; the bytes are reused after it returns. A promise holds the child back
   * until it settles: nothing is buffered without bound.
   */
  output(stream: ChildStream, bytes: Uint8Array): void | Promise<void>;
}

/** How a child ended. `limit`: this port stopped it for the limit named. */
export interface ChildExit {
  readonly code: number;
  /** Signal name such as `SIGKILL`; then `code` is 128 plus its number. */
  readonly signal?: string;
  readonly limit?: { readonly name: "memory" | "cpu"; readonly seen: number };
  /** The limit of its control group that was hit. */
  readonly groupLimit?: "memory" | "pids";
  /** The program and system call for which a confined child was ended, where the kernel tells; no call is one of another architecture. */
  readonly refused?: { readonly program: string; readonly call?: string };
}

/** A running child, leader of its own process group. */
export interface Child {
  readonly pid: number;
  /** Settles once the leader is gone, its output has been delivered and what was left of its group was killed. Never rejects. */
  readonly exited: Promise<ChildExit>;
  /** Only of a child started with `stdin: "pipe"`. */
  readonly input?: ChildInput;
  /** Signals the whole group: SIGTERM, or SIGKILL also to strays that carry this attempt's fence in their environment. */
  stop(how: "terminate" | "kill"): void;
  /**
   * Puts other limits in place of those it has: processor time counts from now, and memory is what it may use more than it does now.
   * Without limits it is watched no more.
   */
  relimit(limits: ChildLimits): void;
  /** Bytes of resident memory of the leader now; undefined where that cannot be told. */
  memoryBytes(): number | undefined;
}

/** Starts children. Whatever it started dies with this process, also when that is killed by SIGKILL. */
export interface Processes {
  /**
   * Settles when the program has begun.
   *
   * @throws AppError `spawn_failed` when the program does not exist or cannot be run, `confine_unavailable` and `confine_invalid` when it
   * cannot be confined as asked: then nothing of it has run.
   */
  spawn(spec: ChildSpec): Promise<Child>;
}

/** What is known of a run before it starts. Holds no secret. */
export interface RunRecord {
  readonly run: string;
  /** The resolved pipeline, so that `resume` does not depend on the file. */
  readonly pipeline: Pipeline;
  /** The pipeline's file, absolute, or `-`. */
  readonly file: string;
  /** The folder that paths start from, absolute. */
  readonly folder: string;
  /** Revision under `serve`; null for a plain `run`. */
  readonly revision: number | null;
  readonly params: JsonObject;
  readonly config: JsonObject;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** The attempt that a sub-pipeline's run belongs to. */
  readonly parent?: { readonly run: string; readonly task: string };
  /** What started it, in scope as `event`; absent when nothing did, and for a sub-pipeline's run, which has its parent's. */
  readonly event?: JsonObject;
}

/** A task's state folded from the journal. */
export interface TaskState {
  readonly id: string;
  /** `pending` never started, `running` has a started attempt without an end. */
  readonly status: TaskStatus | "pending" | "running";
  readonly attempts: number;
  readonly exitCode?: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly durationMs?: number;
  readonly outputs?: JsonObject;
  readonly reason?: string;
  readonly error?: Failure;
}

/** A run's state folded from the journal. */
export interface RunState extends RunRecord {
  /** `running` only while its process lives; a run without end whose process is gone is `interrupted`. */
  readonly status: RunStatus | "running";
  /** How many processes have worked on it; the fence's middle part. From 1. */
  readonly epoch: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly durationMs?: number;
  readonly error?: Failure;
  readonly tasks: readonly TaskState[];
}

/** The right to write one run's journal; a newer lease of the same run makes this one stale. */
export interface RunLease extends Disposable {
  readonly run: string;
  readonly epoch: number;
  /**
   * Makes one event durable before it returns.
   *
   * @throws AppError `fence_stale` when another process took the run over, `state_full`, `state_unavailable`.
   */
  append(event: JournalEvent): void;
  /** Keeps an event that is no state, for those who follow the run; it may be lost in a crash. */
  note?(event: RunWaiting): void;
}

/** Runs and their journal. */
export interface Journal {
  /** Creates a run and takes its lease (epoch 1). */
  create(record: RunRecord): RunLease;
  /**
   * Takes over a run whose process is gone; its epoch grows by one.
   *
   * @throws AppError `run_unknown`, `run_alive`, `run_ended`.
   */
  takeOver(run: string): RunLease;
  /** A run's state; undefined when there is none. `prefix` accepts an unambiguous beginning of an id, or `last`. */
  read(run: string): RunState | undefined;
  /** The newest run that `parent`'s attempt started. */
  readChild(run: string, task: string): RunState | undefined;
}

/** Where the output of attempts is kept: one file a stream. */
export interface OutputStore {
  /** Appends; creates the file at the first byte. @throws AppError `state_full`. */
  append(key: OutputKey, stream: OutputStream, bytes: Uint8Array): void;
  /** Closes the attempt's files. */
  close(key: OutputKey): void;
  /** The absolute path of a stream's file, which is absent when nothing was written. */
  path(key: OutputKey, stream: OutputStream): string;
  /** The bytes of a stream, undefined when there are more than `maxBytes`. */
  read(key: OutputKey, stream: OutputStream, maxBytes: number): Uint8Array | undefined;
  /** The path for `$EXECUTOR_OUTPUT`, in a private folder that exists; who writes to it creates the file, the caller removes it. */
  outputsFile(key: OutputKey): string;
}

/** Names the output of one attempt. */
export interface OutputKey {
  readonly run: string;
  readonly task: string;
  readonly attempt: number;
}

/** A place in a concurrency group; disposing frees it, and so does the death of this process. */
export type Slot = Disposable;

/** Concurrency groups, held across all processes on one state folder. */
export interface Slots {
  /** Takes a place when one is free. */
  tryAcquire(group: string, limit: number, run: string): Slot | undefined;
  /** Waits for a place, first come first served. Rejects with the signal's reason. */
  acquire(group: string, limit: number, run: string, signal: AbortSignal): Promise<Slot>;
  /** Runs that hold a place, oldest first. */
  holders(group: string): readonly string[];
  /** Asks the process of a run to cancel it; returns once asked. */
  requestCancel(run: string): void;
  /** Resolves with true once somebody asked to cancel a run of this process, with false when `signal` aborts first. */
  cancelRequested?(run: string, signal: AbortSignal): Promise<boolean>;
}

/** One HTTP request. */
export interface HttpCall {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The answer's head; its body is streamed to `output` of the call. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

export interface HttpClient {
  /** @throws AppError `http_failed` when no answer came; the signal's reason when aborted. */
  send(call: HttpCall, output: (bytes: Uint8Array) => void | Promise<void>, signal: AbortSignal): Promise<HttpAnswer>;
}

/** The files a run reads and writes itself. Paths are absolute. */
export interface Files {
  /**
   * Reads UTF-8 text. With `maxBytes` it reads no more than one byte beyond, so that the caller sees by the length that there is more, and
   * takes regular files only: a pipe or a device that others put there could hold it for ever.
   *
   * @throws AppError `path_unreadable`; its cause is named `NotFound` when there is no such file.
   */
  readText(path: string, maxBytes?: number): string;
  /**
   * Writes beside the target and renames over it; folders on the way that do not exist are made.
   *
   * @param mode Permissions of the file, whatever the umask; by default those it had, else what the umask leaves.
   * @throws AppError `path_unwritable`.
   */
  writeAtomic(path: string, bytes: Uint8Array, mode?: number): void;
  remove(path: string): void;
  /** Whether anything stands at the path; cheaper than an error from reading it. */
  exists(path: string): boolean;
  /** Whether a program is found in the `PATH` given. */
  hasProgram(name: string, path: string | undefined): boolean;
}

/** Asks a person. */
export interface Approvals {
  /**
   * @param of The attempt that asks.
   * @returns True for yes.
   * @throws AppError `approval_unavailable` where nobody can be asked.
   */
  ask(question: string, signal: AbortSignal, of?: { readonly run: string; readonly task: string }): Promise<boolean>;
}

/** A path that an expression reads, as far as it is known before evaluation: `tasks.a["b"].stdout` is `["tasks","a","b","stdout"]`. */
export type Reference = readonly string[];

/** Shell text whose expressions have become variables. */
export interface ShellText {
  readonly text: string;
  /** `EXECUTOR_EXPR_1` and so on. */
  readonly env: Readonly<Record<string, string>>;
}

/** Which quoting rules a `run` text follows. */
export type ShellFamily = "posix" | "powershell" | "other";

/**
 * Expressions and templates, compiled once and cached by their text. All failures are `AppError`s with an `expr_*` code whose message
 * names the expression.
 */
export interface Expressions {
  /** What a text's expressions read; empty for a text without `{{`. */
  references(template: string): readonly Reference[];
  /**
   * A text with `{{ }}`: the value of the only expression, or the mixed text. A text without is returned as it is.
   *
   * @param pipeline Whose `params` and `config` the scope holds: a setting of type `float` is then a double also when it is a whole number.
   */
  evaluate(template: string, scope: JsonObject, pipeline?: Pipeline): Json;
  /** Replaces each `{{ }}` of shell text by a variable; data never becomes code. `pipeline` as in {@link Expressions.evaluate}. */
  evaluateShell(text: string, scope: JsonObject, family: ShellFamily, pipeline?: Pipeline): ShellText;
}

/** A pipeline ready to run: its document was valid and its settings resolved. */
export interface LoadedPipeline {
  readonly pipeline: Pipeline;
  readonly file: string;
  readonly folder: string;
  readonly params: JsonObject;
  readonly config: JsonObject;
  /** Values by name; never stored. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Loads the pipelines that `pipeline:` tasks name. */
export interface PipelineLoader {
  /** @throws AppError `pipeline_invalid` with the first diagnostic's text, `setting_invalid`, `secret_missing`. */
  load(file: string, params: JsonObject): Promise<LoadedPipeline>;
}
