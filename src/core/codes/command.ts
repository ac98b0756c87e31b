/** Codes of the command line itself: flags, verbs, files named as arguments. */
export const commandCodes = {
  usage: { exit: 2, status: 400, summary: "The command line is wrong: an unknown verb or flag, or a missing argument" },
  file_unreadable: { exit: 2, status: 400, summary: "A file named on the command line cannot be read" },
  internal: { exit: 70, status: 500, summary: "A defect of Executor; the message holds an id that the log explains" },
} as const;
