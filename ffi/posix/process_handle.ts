import { checked, libc } from "./libc.ts";
import { signalName } from "./signals.ts";

// <sys/syscall.h>, the same on every architecture; <sys/wait.h>.
const SYS_PIDFD_OPEN = 434n;
const WNOHANG = 1;

const status = new Int32Array(1);
const statusBytes = new Uint8Array(status.buffer);

/** How a process ended. With `signal`, `code` is 128 plus its number. */
export interface NativeExit {
  readonly code: number;
  /** Name such as `SIGKILL`. */
  readonly signal?: string;
}

/** A descriptor that becomes readable when the process has ended; the caller closes it. Close-on-exec by nature. @throws NativeError */
export function openProcess(pid: number): number {
  return checked("pidfd_open", libc().syscall(SYS_PIDFD_OPEN, BigInt(pid), 0n));
}

/** Takes a child's end, after which its pid is free for others; undefined while it still runs. */
export function reap(pid: number): NativeExit | undefined {
  const answer = libc().waitpid(pid, statusBytes, WNOHANG);
  if (answer === 0) return undefined;
  // Somebody else took it: all that is left to say is that it ended.
  if (answer < 0) return { code: 255 };
  return decodeStatus(status[0] ?? 0);
}

/** A status word of `waitpid`. */
export function decodeStatus(word: number): NativeExit {
  const signal = word & 0x7f;
  if (signal === 0) return { code: (word >> 8) & 0xff };
  return { code: 128 + signal, signal: signalName(signal) };
}

/** Sends a signal to a process group; one that is gone is no error. */
export function signalGroup(pgid: number, signal: number): void {
  libc().kill(-pgid, signal);
}

/** Sends a signal to one process; one that is gone is no error. */
export function signalProcess(pid: number, signal: number): void {
  libc().kill(pid, signal);
}

/** Ends a child that was just started and cannot be watched. */
export function abandon(pid: number): void {
  const symbols = libc();
  symbols.kill(-pid, 9);
  symbols.waitpid(pid, statusBytes, 0);
}
