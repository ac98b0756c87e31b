import type { Failure, RunStatus } from "../core/mod.ts";
import { type Instance, NO_OUTPUTS, type TaskEnd } from "./unit.ts";

/** The end of a task that the run's own end kept from beginning. */
export function notBegunEnd(instance: Instance, status: "skipped" | "cancelled", reason: string, error?: Failure): TaskEnd {
  const end = { status, attempt: instance.prior?.attempts ?? 0, durationMs: 0, outputs: NO_OUTPUTS, reason };
  return error === undefined ? end : { ...end, error };
}

/** How a run ended, as the reason of tasks that did not run because of it. */
export function doneReason(status: RunStatus | "running"): string {
  switch (status) {
    case "cancelled":
      return "the run was cancelled";
    case "timed_out":
      return "the run timed out";
    default:
      return `the run ${status}`;
  }
}
