import type { Failure } from "../core/mod.ts";
import type { StopReason } from "./attempt.ts";

/** What is said of a task that its run's being stopped has ended. */
export function stopFailure(reason: StopReason): Failure {
  return reason === "run_timeout"
    ? { code: "run_timeout", message: "The run took longer than the pipeline's timeout" }
    : { code: "task_cancelled", message: "The run was cancelled" };
}
