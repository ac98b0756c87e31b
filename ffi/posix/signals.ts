/** Signal names of Linux by number (x86-64 and aarch64), from `<signal.h>`. */
const NAMES = [
  "",
  "SIGHUP",
  "SIGINT",
  "SIGQUIT",
  "SIGILL",
  "SIGTRAP",
  "SIGABRT",
  "SIGBUS",
  "SIGFPE",
  "SIGKILL",
  "SIGUSR1",
  "SIGSEGV",
  "SIGUSR2",
  "SIGPIPE",
  "SIGALRM",
  "SIGTERM",
  "SIGSTKFLT",
  "SIGCHLD",
  "SIGCONT",
  "SIGSTOP",
  "SIGTSTP",
  "SIGTTIN",
  "SIGTTOU",
  "SIGURG",
  "SIGXCPU",
  "SIGXFSZ",
  "SIGVTALRM",
  "SIGPROF",
  "SIGWINCH",
  "SIGIO",
  "SIGPWR",
  "SIGSYS",
] as const;

/** The name of a signal's number, such as `SIGKILL`; `SIGRT<number>` for a real-time signal. */
export function signalName(number: number): string {
  return NAMES[number] || `SIGRT${number}`;
}

/** Numbers of the signals that are sent from here. */
export const Signal = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, TERM: 15, CONT: 18 } as const;
