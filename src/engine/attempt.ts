import type {
  Approvals,
  Checks,
  Clock,
  Expressions,
  Failure,
  Files,
  HttpClient,
  Journal,
  Json,
  JsonObject,
  LoadedPipeline,
  OutputStore,
  OutputStream,
  PipelineLoader,
  Processes,
  Scripts,
  Slots,
  Task,
  TraceContext,
} from "../core/mod.ts";

/** The world, as the engine sees it. */
export interface EnginePorts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly outputs: OutputStore;
  readonly processes: Processes;
  readonly scripts: Scripts;
  readonly slots: Slots;
  readonly http: HttpClient;
  readonly files: Files;
  readonly approvals: Approvals;
  readonly checks: Checks;
  readonly expressions: Expressions;
  readonly loader: PipelineLoader;
  /** A number in [0, 1), for jitter. */
  random(): number;
  /** A fresh run id, sortable by time. */
  newRunId(): string;
}

/** A task as it runs: matrix instances are tasks of their own with a `matrix` value. */
export interface TaskInstance {
  /** `per_region[eu,gold]`, or the task's own id. */
  readonly id: string;
  readonly task: Task;
  /** The values of this instance's axes. */
  readonly matrix: JsonObject;
}

/** Why an attempt has to end early. `kill` follows a second Ctrl-C: no grace. */
export type StopReason = "cancel" | "timeout" | "run_timeout" | "kill";

/** What one attempt needs to know. */
export interface AttemptContext {
  readonly loaded: LoadedPipeline;
  readonly run: string;
  readonly epoch: number;
  readonly instance: TaskInstance;
  readonly attempt: number;
  /** The environment inherited from the process that started Executor. */
  readonly environment: Readonly<Record<string, string>>;
  /** `{ id, status, … }` in scope as `run`. */
  readonly runScope: JsonObject;
  /** Results of the tasks that have ended, by id; `tasks` and `upstream` are built from these. */
  readonly results: ReadonlyMap<string, TaskResult>;
  /** The ids this instance depends on directly. */
  readonly upstream: readonly string[];
  readonly event: JsonObject;
  /** The attempt's place in a trace; absent when the run belongs to none. */
  readonly trace?: TraceContext;
  /** Of the pipeline, under `serve`. */
  readonly revision: number | null;
  /** Aborted with a {@link StopReason} as its reason. */
  readonly signal: AbortSignal;
  /** Aborted by the second Ctrl-C, after {@link AttemptContext.signal}: what is still being stopped is killed at once. */
  readonly kill?: AbortSignal;
  /** Replaces secrets in a text about to be stored or shown. */
  mask(text: string): string;
  /** Takes output before masking; a promise holds the producer back. */
  output(stream: OutputStream, bytes: Uint8Array): void | Promise<void>;
  /** Shows that the attempt waits for a person to answer. */
  asks(question: string): void;
  /** Runs another pipeline as part of this attempt. */
  runPipeline(loaded: LoadedPipeline): Promise<AttemptResult>;
}

/** What the scope needs to know of a task that has ended. */
export interface TaskResult {
  readonly status: string;
  /** The last attempt that ran; 0 when none did. */
  readonly attempt: number;
  readonly exitCode?: number;
  /** The HTTP status of an `http` task. */
  readonly httpStatus?: number;
  readonly outputs: JsonObject;
  readonly durationMs: number;
  /** Results of a matrix task's instances by what stands in their brackets. */
  readonly instances?: ReadonlyMap<string, TaskResult>;
}

/** How an attempt ended. */
export interface AttemptResult {
  readonly status: "succeeded" | "failed" | "cancelled" | "timed_out";
  readonly exitCode?: number;
  readonly httpStatus?: number;
  readonly outputs: JsonObject;
  readonly error?: Failure;
}

/** Evaluates one field of an attempt in its scope; loads what the field's expressions read and nothing else. */
export type EvaluateField = (template: string) => Promise<Json>;
