import { AppError, type Log } from "../../core/mod.ts";
import type { Modules, ReloadReport } from "../../live/mod.ts";
import type { ServiceNotifier } from "../../platform/service/mod.ts";

/** What {@link reloadOnRequest} works with. */
export interface ReloadOnRequestOptions {
  readonly modules: Pick<Modules, "reload">;
  readonly notifier: ServiceNotifier;
  readonly log: Log;
  /** A sentence for the service manager. */
  status(): string;
}

/**
 * Makes what a signal calls: it looks at all files again and tells the service manager. Requests that come meanwhile are one more look,
 * however many they are.
 */
export function reloadOnRequest({ modules, notifier, log, status }: ReloadOnRequestOptions): () => Promise<void> {
  let isWanted = false;
  let running: Promise<void> | undefined;
  const run = async () => {
    await notifier.reloading();
    while (isWanted) {
      isWanted = false;
      try {
        log.info("reloaded on a signal", countsOf(await modules.reload()));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        log.error("a reload failed; what served goes on", { code: error.code, reason: error.message });
      }
    }
    await notifier.ready(status());
  };
  return () => {
    isWanted = true;
    return running ??= run().finally(() => running = undefined);
  };
}

function countsOf({ modules }: ReloadReport): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of modules) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
