/** Codes of the command line itself: flags, verbs, files named as arguments. */
export const commandCodes = {
  usage: { exit: 2, status: 400, summary: "The command line is wrong: an unknown verb or flag, or a missing argument" },
  file_unreadable: { exit: 2, status: 400, summary: "A file named on the command line cannot be read" },
  file_unwritable: { exit: 4, status: 500, summary: "A file that a verb has to write cannot be written" },
  output_failed: {
    exit: 4,
    status: 500,
    summary: "Standard output cannot be written: a full disk for instance; what was printed is not complete",
  },
  graph_too_large: {
    exit: 2,
    status: 422,
    summary: "A graph has too many tasks to be drawn as a picture",
    hint: "Use --format mermaid or --format text",
  },
  process_unknown: { exit: 1, status: 404, summary: "There is no such process, or it has ended" },
  process_unreadable: { exit: 4, status: 403, summary: "A process may not be looked at, or this system has no way to" },
  debugger_missing: { exit: 4, status: 500, summary: "A core or the stacks of a program are asked for, and gdb is not installed" },
  debugger_failed: { exit: 4, status: 500, summary: "gdb, or Windows, could not write a core or read the stacks of a process" },
  internal: { exit: 70, status: 500, summary: "A defect of Executor; the message holds an id that the log explains" },
} as const;
