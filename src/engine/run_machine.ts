import { defineMachine } from "./machine.ts";

/** Where a run stands inside the process that works on it. Its result is a `RunStatus`. */
export type RunPhase =
  | "created"
  | "queued"
  | "tasks"
  | "stopping_tasks"
  | "hooks"
  | "stopping_hooks"
  | "cleanup"
  | "stopping_cleanup"
  | "ended"
  | "broken";

/**
 * What moves a run. `stop` is a cancellation or the run's own timeout, which `finally` outlives; `kill` is a second cancellation, which it
 * does not; `drained` says that every task of the phase has ended; `break` that the run can no longer be written down.
 */
export type RunInput = "start" | "queue" | "admit" | "refuse" | "stop" | "kill" | "drained" | "break";

/** The life of a run: its tasks, then `on_success` or `on_failure`, then `finally`. */
export const RUN_MACHINE = defineMachine<RunPhase, RunInput>(
  "run",
  "created",
  ["start", "queue", "admit", "refuse", "stop", "kill", "drained", "break"],
  {
    created: { start: "tasks", queue: "queued", refuse: "ended", stop: "created", kill: "created", break: "broken" },
    queued: { admit: "tasks", refuse: "ended", stop: "queued", kill: "queued", break: "broken" },
    tasks: { stop: "stopping_tasks", kill: "stopping_tasks", drained: "hooks", break: "broken" },
    stopping_tasks: { stop: "stopping_tasks", kill: "stopping_tasks", drained: "hooks", break: "broken" },
    hooks: { stop: "stopping_hooks", kill: "stopping_hooks", drained: "cleanup", break: "broken" },
    stopping_hooks: { stop: "stopping_hooks", kill: "stopping_hooks", drained: "cleanup", break: "broken" },
    cleanup: { stop: "cleanup", kill: "stopping_cleanup", drained: "ended", break: "broken" },
    stopping_cleanup: { stop: "stopping_cleanup", kill: "stopping_cleanup", drained: "ended", break: "broken" },
    ended: { stop: "ended", kill: "ended", break: "broken" },
    broken: { stop: "broken", kill: "broken", break: "broken" },
  },
);
