import type { RunState, TaskState } from "../ports.ts";
import { formatTime } from "./format_time.ts";

/** A run as `show --json` and the API print it. */
export function runToJson(run: RunState): Record<string, unknown> {
  return { ...summaryToJson({ ...run, pipeline: run.pipeline.name }), tasks: run.tasks.map(taskToJson) };
}

/** What {@link summaryToJson} needs to know of a run. */
export interface RunSummaryView {
  readonly run: string;
  readonly pipeline: string;
  readonly revision: number | null;
  readonly status: string;
  readonly startedAt?: number | undefined;
  readonly finishedAt?: number | undefined;
  readonly params: unknown;
  readonly error?: unknown;
}

/** A run without its tasks, as `runs --json` prints it. */
export function summaryToJson(run: RunSummaryView): Record<string, unknown> {
  return {
    run: run.run,
    pipeline: run.pipeline,
    revision: run.revision,
    status: run.status,
    started_at: timeOrNull(run.startedAt),
    finished_at: timeOrNull(run.finishedAt),
    params: run.params,
    ...(run.error === undefined ? {} : { error: run.error }),
  };
}

function taskToJson(task: TaskState): Record<string, unknown> {
  return {
    id: task.id,
    status: task.status,
    attempts: task.attempts,
    exit_code: task.exitCode ?? null,
    started_at: timeOrNull(task.startedAt),
    finished_at: timeOrNull(task.finishedAt),
    duration_ms: task.durationMs === undefined ? null : Math.round(task.durationMs),
    outputs: task.outputs ?? {},
    error: task.error ?? null,
    ...(task.reason === undefined ? {} : { reason: task.reason }),
  };
}

function timeOrNull(time: number | undefined): string | null {
  return time === undefined ? null : formatTime(time);
}
