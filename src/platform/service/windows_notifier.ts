import { WindowsService } from "../../../ffi/windows/service/mod.ts";
import type { ServiceNotifier } from "./notifier.ts";

/** As long as {@link ServiceRequests.stop} may take: runs have their grace, 30 s unless set otherwise, and are then left. */
const STOP_MS = 120_000;
const START_MS = 60_000;

/** What the service manager may ask for. */
export interface ServiceRequests {
  stop(): void;
  reload(): void;
}

/**
 * The service manager of Windows. It is told nothing in words; a daemon that ends without having been asked to has failed, and is then
 * started anew as `service install` has set it. Exercised under Wine, not verified on Windows.
 *
 * @returns undefined where this process was not started by it.
 * @throws NativeError, UnsupportedError
 */
export async function openWindowsNotifier(name: string, requests: ServiceRequests): Promise<ServiceNotifier | undefined> {
  let isStopping = false;
  const service = await WindowsService.connect(name, (request) => {
    if (request === "reload") return requests.reload();
    isStopping = true;
    service?.report("stopping", STOP_MS);
    requests.stop();
  });
  if (service === undefined) return undefined;
  service.report("starting", START_MS);
  const tell = (state: "running" | "stopping") => {
    if (!isStopping) service.report(state, state === "stopping" ? STOP_MS : 0);
    isStopping ||= state === "stopping";
    return Promise.resolve();
  };
  return {
    ready: () => tell("running"),
    reloading: () => Promise.resolve(),
    stopping: () => tell("stopping"),
    status: () => Promise.resolve(),
    [Symbol.dispose]: () => service.end({ failed: !isStopping }),
  };
}
