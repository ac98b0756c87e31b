/** Codes of the state folder (journal, runs, locks, logs) and of the other doors to the world: files, HTTP, the terminal. */
export const stateCodes = {
  run_unknown: { exit: 2, status: 404, summary: "No run of that id in the state folder" },
  task_unknown: { exit: 2, status: 404, summary: "A run has no task of that id" },
  run_ambiguous: { exit: 2, status: 409, summary: "The beginning of an id fits several runs", hint: "Type more of the id" },
  run_alive: {
    exit: 2,
    status: 409,
    summary: "A run cannot be taken over because the process that works on it is alive",
    hint: "Wait for it, or stop it with `executor cancel`",
  },
  run_ended: { exit: 2, status: 409, summary: "A run cannot be continued because it has already ended" },
  run_exists: { exit: 4, status: 409, summary: "A new run's id is already taken in the state folder" },
  fence_stale: { exit: 1, status: 409, summary: "Another process has taken the run over; what this one reports no longer counts" },
  state_unavailable: { exit: 4, status: 503, summary: "The state folder cannot be created, read or written" },
  state_full: {
    exit: 4,
    status: 507,
    summary: "The disk or the quota under the state folder is full",
    hint: "Free some space, or name another folder with --state",
  },
  state_corrupt: { exit: 4, status: 500, summary: "The journal in the state folder is damaged, or is not a journal of Executor" },
  state_newer: {
    exit: 4,
    status: 500,
    summary: "The journal in the state folder was written by a newer Executor",
    hint: "Upgrade Executor, or name another folder with --state",
  },
  http_failed: { exit: 1, status: 502, summary: "No answer came to an HTTP request: no connection, no such host, TLS refused, or cut off" },
  path_unreadable: { exit: 1, status: 500, summary: "A file that a run needs cannot be read" },
  path_unwritable: { exit: 1, status: 500, summary: "A file that a run produces cannot be written" },
  approval_unavailable: {
    exit: 4,
    status: 409,
    summary: "An `approve` task needs a person and there is no terminal to ask on",
    hint: "Run it on a terminal, or give --yes to approve everything beforehand",
  },
} as const;
