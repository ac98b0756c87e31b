import { closeDescriptor, duplicate } from "../posix/descriptors.ts";
import { spawnPipedHelper } from "../posix/piped_helper.ts";
import type { TerminalModes } from "./modes.ts";

/** Waits for our end; unless that was a clean one, gives the terminal back. Signals meant for us must not end it. */
const SCRIPT = `
trap '' HUP INT TERM QUIT USR1 USR2 TSTP
read -r line
[ "$line" = quit ] && exit
printf %s "$2" >&2
exec stty "$1" <&2
`;

/**
 * Gives a terminal back when this process is killed in a way that it cannot notice. Disposing it says that this has been done. Where the
 * helper cannot be started, nothing else changes.
 *
 * @param farewell What it is sent then.
 */
export function restoreFromOutside(fd: number, modes: TerminalModes, farewell: string): Disposable {
  let copy: number | undefined;
  try {
    // Its own number may be that of a stream which the helper gets before this one.
    copy = duplicate(fd);
    const argv = ["/bin/sh", "-c", SCRIPT, "terminal-watchdog", String(modes), farewell];
    const helper = spawnPipedHelper("/bin/sh", argv, ["PATH=/usr/local/bin:/usr/bin:/bin"], copy);
    return { [Symbol.dispose]: () => helper.close("quit\n") };
  } catch {
    return { [Symbol.dispose]: () => {} };
  } finally {
    if (copy !== undefined) closeDescriptor(copy);
  }
}
