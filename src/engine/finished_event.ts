import type { TaskFinished } from "../core/mod.ts";
import type { TaskEnd } from "./unit.ts";

/** The event that tells of a task's end. */
export function finishedEvent(time: number, run: string, task: string, end: TaskEnd): TaskFinished {
  return {
    type: "task.finished",
    time,
    run,
    task,
    attempt: end.attempt,
    status: end.status,
    ...end.exitCode === undefined ? {} : { exit_code: end.exitCode },
    duration_ms: end.durationMs,
    outputs: end.outputs,
    ...end.reason === undefined ? {} : { reason: end.reason },
    ...end.error === undefined ? {} : { error: end.error },
  };
}
