import { type OuterTerminal } from "../../../ffi/pty/mod.ts";
import { spawnPipedHelper } from "../../../ffi/mod.ts";

/** Waits for our end; unless that was a clean one, gives the terminal back. Signals meant for us must not end it. */
const SCRIPT = `
trap '' HUP INT TERM QUIT USR1 USR2 TSTP
read -r line
[ "$line" = quit ] || exec stty -F "$1" "$2"
`;

/**
 * Gives a terminal back when this process is killed in a way that it cannot notice. Disposing it says that this has been done. Where the
 * helper cannot be started, nothing else changes.
 */
export function restoreFromOutside(terminal: OuterTerminal): Disposable {
  try {
    const { path, modes } = terminal.restoring;
    const helper = spawnPipedHelper("/bin/sh", ["/bin/sh", "-c", SCRIPT, "terminal-watchdog", path, modes], [
      "PATH=/usr/local/bin:/usr/bin:/bin",
    ]);
    return { [Symbol.dispose]: () => helper.close("quit\n") };
  } catch {
    return { [Symbol.dispose]: () => {} };
  }
}
