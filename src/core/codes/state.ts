/** Codes of the state folder: journal, runs, locks, logs. */
export const stateCodes = {
  run_unknown: { exit: 2, status: 404, summary: "No run of that id in the state folder" },
  state_unavailable: { exit: 4, status: 503, summary: "The state folder cannot be created, read or written" },
} as const;
