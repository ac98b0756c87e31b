import type { Failure, LoadedPipeline, QueuedRun, RunStatus } from "../../core/mod.ts";
import type { State } from "../../platform/mod.ts";

/** How a run ended that never began. */
export interface NeverBegun {
  readonly queued: QueuedRun;
  /** What it would have carried out, where that is still known. */
  readonly from?: Pick<LoadedPipeline, "pipeline" | "file" | "folder">;
  readonly status: Extract<RunStatus, "failed" | "cancelled">;
  readonly error: Failure;
  readonly now: number;
}

/** Writes down the end of a run that was accepted and could not begin, so that whoever asked for it finds out. @throws AppError `state_*`. */
export function recordEnd(state: State, { queued, from, status, error, now }: NeverBegun): void {
  const { run, module, revision, params, event } = queued;
  const name = module.slice(module.indexOf("/") + 1);
  const { pipeline, file, folder } = from ?? { pipeline: { name, tasks: [] }, file: "-", folder: state.folder };
  state.journal.createEnded(
    { run, pipeline, file, folder, revision, params, config: {}, createdAt: now, event },
    { time: now, status, error },
  );
}
