/** Codes of running pipelines: what makes a task, an attempt or a run fail. */
export const runCodes = {
  task_failed: { exit: 1, status: 500, summary: "A task's program ended with an exit code that is not 0" },
  spawn_failed: { exit: 1, status: 500, summary: "A task's program could not be started" },
} as const;
