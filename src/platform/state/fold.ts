import type { Failure, JournalEvent, JsonObject, Pipeline, RunStatus, TaskState } from "../../core/mod.ts";

/** What a run's events say about it. */
export interface FoldedRun {
  /** Undefined while no end was written. */
  readonly status: RunStatus | undefined;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly durationMs?: number;
  readonly error?: Failure;
  readonly tasks: readonly TaskState[];
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Folds a run's events, oldest first, into its state. Tasks stand in the order of `run.started`, later ones (hooks) as they appear; before
 * that event they are the pipeline's. Durations are those the events carry, never differences of wall times.
 */
export function foldRun(pipeline: Pipeline, events: Iterable<JournalEvent>): FoldedRun {
  const run: Draft<FoldedRun> = { status: undefined, tasks: [] };
  const tasks = new Map<string, Draft<TaskState>>();
  const task = (id: string): Draft<TaskState> => {
    let state = tasks.get(id);
    if (state === undefined) tasks.set(id, state = { id, status: "pending", attempts: 0 });
    return state;
  };
  for (const event of events) {
    switch (event.type) {
      case "run.started":
        run.startedAt ??= event.time;
        event.tasks.forEach(task);
        // A resumed run goes on: an earlier end no longer counts.
        run.status = undefined;
        delete run.finishedAt;
        delete run.durationMs;
        delete run.error;
        break;
      case "task.started": {
        const state = task(event.task);
        state.status = "running";
        state.attempts = Math.max(state.attempts, event.attempt);
        state.startedAt ??= event.time;
        break;
      }
      case "task.retrying": {
        const state = task(event.task);
        // The attempt has ended and the next one has not begun, so that nothing is running.
        state.status = "pending";
        state.attempts = Math.max(state.attempts, event.attempt);
        break;
      }
      case "task.finished": {
        const state = task(event.task);
        state.status = event.status;
        state.attempts = Math.max(state.attempts, event.attempt);
        state.finishedAt = event.time;
        state.durationMs = event.duration_ms;
        state.outputs = event.outputs;
        if (event.exit_code !== undefined) state.exitCode = event.exit_code;
        if (event.reason !== undefined) state.reason = event.reason;
        if (event.error !== undefined) state.error = event.error;
        break;
      }
      case "run.finished":
        run.status = event.status;
        run.finishedAt = event.time;
        run.durationMs = event.duration_ms;
        if (event.error !== undefined) run.error = event.error;
        break;
    }
  }
  if (run.startedAt === undefined) pipeline.tasks.forEach(({ id }) => task(id));
  return { ...run, tasks: [...tasks.values()] };
}

const TYPES: ReadonlySet<unknown> = new Set<JournalEvent["type"]>([
  "run.started",
  "task.started",
  "task.retrying",
  "task.finished",
  "run.finished",
]);

/** Whether a value read from the journal can be folded; false means damage, since only whole events are ever written. */
export function isJournalEvent(value: unknown): value is JournalEvent {
  if (value === null || typeof value !== "object") return false;
  const event = value as JsonObject;
  if (!TYPES.has(event.type) || typeof event.time !== "number") return false;
  if (event.type === "run.started") return Array.isArray(event.tasks);
  return event.type === "run.finished" ? typeof event.status === "string" : typeof event.task === "string";
}
