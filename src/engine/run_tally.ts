import type { Failure, RunStatus, TaskStatus } from "../core/mod.ts";
import type { StopReason } from "./attempt.ts";
import type { TaskEnd, Unit } from "./unit.ts";

/** What has come of a run so far: its status, the failure behind it, and how many tasks ended how. */
export class RunTally {
  readonly counts: Partial<Record<TaskStatus, number>> = {};
  #status: RunStatus | "running" = "running";
  #error: Failure | undefined;

  get status(): RunStatus | "running" {
    return this.#status;
  }

  get error(): Failure | undefined {
    return this.#error;
  }

  /** Counts the instances of a unit that has ended. */
  count(unit: Unit): void {
    for (const { end } of unit.instances) if (end !== undefined) this.counts[end.status] = (this.counts[end.status] ?? 0) + 1;
  }

  /** The run never began. */
  refuse(status: "succeeded" | "cancelled"): void {
    this.#status = status;
  }

  /**
   * Works out the status after a stage: what it was once it was no success, it stays.
   *
   * @param stopped What stopped the run.
   * @param failure The stage's first failure that nothing tolerates.
   * @param timeout What to say of a run that took too long.
   */
  settle(stopped: StopReason | undefined, failure: { readonly id: string; readonly end: TaskEnd } | undefined, timeout: Failure): void {
    if (this.#status !== "running" && this.#status !== "succeeded") return;
    if (stopped === "run_timeout") {
      this.#status = "timed_out";
      this.#error = timeout;
    } else if (stopped !== undefined) {
      this.#status = "cancelled";
    } else if (failure !== undefined) {
      this.#status = "failed";
      const { code, message } = failure.end.error ?? { code: "task_failed", message: failure.end.reason ?? "it failed" };
      this.#error = { code, message: `Task "${failure.id}": ${message}` };
    } else {
      this.#status = "succeeded";
    }
  }
}
