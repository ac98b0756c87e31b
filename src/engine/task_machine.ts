import type { TaskStatus } from "../core/mod.ts";
import { defineMachine } from "./machine.ts";

/** Where a task (a matrix instance is one of its own) stands; the last five are how it ended. */
export type TaskPhase = "pending" | "ready" | "running" | "resting" | TaskStatus;

/**
 * What moves a task. `release`: its dependencies have ended; `start` and `rest`: an attempt begins, or ended and another will follow; the
 * rest is how it ended. Tasks that ended before this process took the run over never enter the machine.
 */
export type TaskInput = "release" | "start" | "rest" | "succeeded" | "failed" | "skipped" | "cancelled" | "timed_out";

/** The life of a task. A failure without a `start` is a condition, precondition or field that could not be had. */
export const TASK_MACHINE = defineMachine<TaskPhase, TaskInput>(
  "task",
  "pending",
  ["release", "start", "rest", "succeeded", "failed", "skipped", "cancelled", "timed_out"],
  {
    pending: { release: "ready", skipped: "skipped", cancelled: "cancelled" },
    ready: { start: "running", failed: "failed", skipped: "skipped", cancelled: "cancelled" },
    running: { rest: "resting", succeeded: "succeeded", failed: "failed", cancelled: "cancelled", timed_out: "timed_out" },
    resting: { start: "running", cancelled: "cancelled" },
    succeeded: {},
    failed: {},
    skipped: {},
    cancelled: {},
    timed_out: {},
  },
);
