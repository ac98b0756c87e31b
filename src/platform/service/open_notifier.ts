import type { ServiceNotifier } from "./notifier.ts";

/** What {@link openNotifier} may be told. */
export interface OpenNotifierOptions {
  /** Takes the sentence about a service manager that cannot be told. */
  warn?(message: string): void;
  /** This process. Default: it. */
  readonly pid?: number;
  /** What the manager of Windows asks for; others send signals. */
  readonly requests?: { stop(): void; reload(): void };
}

const NOBODY: ServiceNotifier = {
  ready: () => Promise.resolve(),
  reloading: () => Promise.resolve(),
  stopping: () => Promise.resolve(),
  status: () => Promise.resolve(),
  [Symbol.dispose]() {},
};

/**
 * The service manager that started this process, told through the datagram socket that `NOTIFY_SOCKET` names. While it is open, the manager
 * is shown at half of `WATCHDOG_USEC` that this process still turns, where that is meant for it (`WATCHDOG_PID`).
 *
 * On Windows it is the service manager, where that started this process. Elsewhere without `NOTIFY_SOCKET` nothing happens, and nothing is loaded. A manager that cannot be told is warned of once and is no error.
 *
 * @example
 * ```ts
 * using notifier = await openNotifier(Deno.env.toObject());
 * await notifier.ready("Serving 3 pipelines");
 * ```
 */
export async function openNotifier(env: Readonly<Record<string, string>>, options: OpenNotifierOptions = {}): Promise<ServiceNotifier> {
  const address = env["NOTIFY_SOCKET"];
  const isWindowsService = Deno.build.os === "windows" && env[WINDOWS_SERVICE] !== undefined;
  if (!address && !isWindowsService) return NOBODY;
  const { warn = () => {}, pid = Deno.pid, requests = { stop: () => {}, reload: () => {} } } = options;
  try {
    if (!address) {
      const { openWindowsNotifier } = await import("./windows_notifier.ts");
      return await openWindowsNotifier(env[WINDOWS_SERVICE] ?? "", requests) ?? NOBODY;
    }
    const { openSystemdNotifier } = await import("./systemd_notifier.ts");
    return openSystemdNotifier(address, watchdogMs(env, pid), warn);
  } catch (error) {
    warn(`The service manager cannot be told how this process is: ${error instanceof Error ? error.message : String(error)}`);
    return NOBODY;
  }
}

/** Holds the service's name where `executor windows-service` was started by the manager of Windows. */
const WINDOWS_SERVICE = "EXECUTOR_WINDOWS_SERVICE";

/** Variables of the service manager, which are meant for this process and not for what it starts. */
export const SERVICE_VARIABLES = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", WINDOWS_SERVICE] as const;

function watchdogMs(env: Readonly<Record<string, string>>, pid: number): number | undefined {
  const { WATCHDOG_USEC: microseconds = "", WATCHDOG_PID: meant = "" } = env;
  if (!/^[1-9]\d{0,15}$/.test(microseconds) || meant !== "" && meant !== String(pid)) return undefined;
  return Number(microseconds) / 1000;
}
