import type { Failure, JsonObject, RunEvent, RunStatus, TaskStatus, TraceContext } from "../core/mod.ts";

/** How a run is to be carried out. */
export interface RunOptions {
  /** The new run's id, which a fresh one takes the place of when absent. A resumed run keeps its own. */
  readonly run?: string;
  /** The environment that children inherit. */
  readonly environment: Readonly<Record<string, string>>;
  /** How many tasks run at once, also in sub-pipelines; wins over the document's `max_parallel`. */
  readonly maxParallel?: number;
  /** How many tasks run at once when neither `maxParallel` nor the document says; default 4. Meant to be the number of cores. */
  readonly cores?: number;
  /** What started the run, in scope as `event`, and kept with it; default empty, of a resumed run what was kept. */
  readonly event?: JsonObject;
  /** The run's own place in a trace. `http` tasks and children carry it on, each attempt as a span of its own; absent: nothing is sent. */
  readonly trace?: TraceContext;
  /** Revision under `serve`; default null. */
  readonly revision?: number | null;
  /**
   * Takes every event, in order. For `task.output` a promise holds the producer back; for others it is not waited for. A listener that
   * throws or rejects breaks the run: its children are killed and it can be resumed.
   */
  emit(event: RunEvent): void | Promise<void>;
  /** Cancels the run: what runs is asked to end, `finally` runs. With `kill` as its reason, as the next. */
  readonly signal: AbortSignal;
  /** Ends the run at once: no grace, no `finally`. */
  readonly kill: AbortSignal;
  /**
   * Leaves the run where it stands: its children are killed and nothing more is written, so that it is interrupted and can be resumed.
   * The run then rejects with `run_cut`.
   */
  readonly cut?: AbortSignal;
}

/** How a run ended. */
export interface RunOutcome {
  readonly run: string;
  /** `interrupted` only from `resumeRun`, with the error `not_idempotent`: nothing was started and nothing has changed. */
  readonly status: RunStatus;
  /** The first failure that nothing tolerated, or what stopped the run. */
  readonly error?: Failure;
  /** Why the run ended without starting a task. */
  readonly reason?: string;
  /** The outputs of each task, by its id. */
  readonly outputs: JsonObject;
  readonly counts: Readonly<Partial<Record<TaskStatus, number>>>;
  readonly durationMs: number;
}
