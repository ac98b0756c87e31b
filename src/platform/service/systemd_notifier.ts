import { type DatagramSocket, monotonicMicroseconds, NativeError, openDatagramSocket } from "../../../ffi/mod.ts";
import type { ServiceNotifier } from "./notifier.ts";

/** A full queue of the manager is tried again so often, this far apart: it reads it in a moment. */
const TRIES = 20;
const PAUSE_MS = 50;
/** The longest wait that a timer takes. */
const LONGEST_MS = 2 ** 31 - 1;
const encoder = new TextEncoder();

/**
 * The messages of `sd_notify(3)` over a datagram socket.
 *
 * @param watchdogMs The manager's patience; undefined when it does not watch.
 * @param warn Is told once when the manager cannot be told.
 * @throws NativeError, UnsupportedError, RangeError when there can be no such socket.
 */
export function openSystemdNotifier(address: string, watchdogMs: number | undefined, warn: (message: string) => void): ServiceNotifier {
  if (!/^[@/]/.test(address)) throw new RangeError(`NOTIFY_SOCKET "${address}" is neither a path nor an abstract socket`);
  const socket = openDatagramSocket(address);
  let hasWarned = false;
  const tell = async (...lines: string[]) => {
    try {
      await send(socket, encoder.encode(lines.join("\n")));
    } catch (error) {
      if (hasWarned) return;
      hasWarned = true;
      warn(`The service manager cannot be told how this process is: ${error instanceof NativeError ? error.detail : String(error)}`);
    }
  };
  const half = watchdogMs === undefined ? undefined : Math.min(LONGEST_MS, Math.max(1, Math.floor(watchdogMs / 2)));
  const watchdog = half === undefined ? undefined : setInterval(() => void tell("WATCHDOG=1"), half);
  // It shows life and is no reason to live.
  if (typeof watchdog === "number") Deno.unrefTimer(watchdog);
  return {
    ready: (status) => tell("READY=1", statusLine(status)),
    reloading: () => tell("RELOADING=1", `MONOTONIC_USEC=${monotonicMicroseconds()}`),
    stopping: (status) => tell("STOPPING=1", statusLine(status)),
    status: (text) => tell(statusLine(text)),
    [Symbol.dispose]() {
      clearInterval(watchdog);
      socket[Symbol.dispose]();
    },
  };
}

async function send(socket: DatagramSocket, message: Uint8Array<ArrayBuffer>): Promise<void> {
  for (let left = TRIES; !socket.send(message) && left > 1; left--) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

/** A line break would begin another variable. */
function statusLine(text: string): string {
  return `STATUS=${text.replaceAll(/[\r\n]+/g, " ")}`;
}
