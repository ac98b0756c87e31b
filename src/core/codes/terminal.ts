/** Codes of terminals (`shell`, `play` and sessions) and of keyboards. */
export const terminalCodes = {
  terminal_unsupported: {
    exit: 4,
    status: 501,
    summary: "This machine has no pseudo-terminals that Executor can use",
    hint: "See executor doctor: pty",
  },
  command_unknown: { exit: 127, status: 422, summary: "The command for a terminal does not exist" },
  command_unusable: { exit: 126, status: 422, summary: "The command for a terminal exists, and cannot be run" },
  keyboard_unavailable: {
    exit: 4,
    status: 501,
    summary: "There is no such keyboard, or it cannot be read or taken",
    hint: "See executor doctor: evdev",
  },
  keyboard_lost: { exit: 4, status: 503, summary: "A keyboard that was listened to was unplugged, or what it said has ended" },
  recording_unwritable: { exit: 4, status: 507, summary: "The recording of a terminal cannot be written" },
  recording_unreadable: { exit: 2, status: 404, summary: "The file of `play` does not exist or cannot be read" },
  recording_invalid: { exit: 2, status: 422, summary: "The file of `play` is no recording in asciicast v2, or is damaged" },
} as const;
