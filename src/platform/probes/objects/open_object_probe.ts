import { AppError } from "../../../core/mod.ts";
import { type OpenProbe, RunningProbe } from "../running_probe.ts";
import type { ObjectEvent } from "./object_event.ts";
import type { ObjectFile } from "./object_file.ts";
import { ObjectProbe, type ObjectReplacement } from "./object_probe.ts";
import { FileWatch } from "./watch_file.ts";

/** What to do with the events of an object file, and with its changes. */
export interface ObjectProbeOptions {
  /** Only what this process does: programs do not run for others. */
  readonly pid?: number | undefined;
  /** Only what threads of this name do, of which the kernel keeps 15 bytes. */
  readonly comm?: string | undefined;
  /** Only records for which this CEL condition is true. */
  readonly where?: string | undefined;
  /** How many events are taken at most. */
  readonly most?: number | undefined;
  /** Takes events in their order. While a promise it returned has not settled no more come. */
  onEvents(batch: readonly ObjectEvent[]): void | Promise<void>;
  /** The file has changed, and what it holds now is in use. */
  onReplaced(replacement: ObjectReplacement): void;
  /** The file has changed, and what it holds now cannot be used; what it held before goes on. */
  onRejected(error: AppError): void;
}

/**
 * Opens an object file's programs: when this returns, nothing is missed. The file is watched until the end.
 *
 * @throws AppError `probe_object_invalid`, `probe_object_refused` (with the verifier's log), `probe_unsupported`, `probe_invalid`, `usage`.
 */
export function openObjectProbe(file: ObjectFile, options: ObjectProbeOptions): OpenProbe {
  const { pid, comm, where, most = Infinity } = options;
  const probe = ObjectProbe.open(file, { ...(pid === undefined ? {} : { pid }), ...(comm === undefined ? {} : { comm }) }, where);
  const watch = new FileWatch(file, {
    changed(next) {
      try {
        options.onReplaced(probe.replace(next));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        options.onRejected(error);
      }
    },
    spoilt: (error) => options.onRejected(error),
  });
  const running = new RunningProbe<ObjectEvent>(probe, { most, onEvents: (batch) => options.onEvents(batch) });
  return {
    enough: running.enough,
    stats: () => running.stats(),
    close(closing) {
      watch[Symbol.dispose]();
      return running.close(closing);
    },
  };
}
