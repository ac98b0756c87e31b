import { formatTime, runToJson, summaryToJson } from "../../core/mod.ts";
import type { RunView } from "../../live/mod.ts";
import type { RunSummary } from "../../platform/mod.ts";

/** A run with its tasks; one that waits for its turn has none yet. */
export function runViewToJson(run: RunView): Record<string, unknown> {
  return run.status === "queued" ? { ...queuedToJson(run), tasks: [] } : runToJson(run);
}

/** A run as a row of a list. */
export function runRowToJson(run: RunSummary | RunView): Record<string, unknown> {
  if (run.status === "queued") return queuedToJson(run);
  return summaryToJson(typeof run.pipeline === "string" ? { ...run, pipeline: run.pipeline } : { ...run, pipeline: run.pipeline.name });
}

/** The name of the pipeline that a run is one of. */
export function pipelineOfRun(run: RunView): string {
  return typeof run.pipeline === "string" ? run.pipeline : run.pipeline.name;
}

function queuedToJson(run: Extract<RunView, { status: "queued" }>): Record<string, unknown> {
  return { ...summaryToJson({ ...run, startedAt: undefined, finishedAt: undefined }), accepted_at: formatTime(run.acceptedAt) };
}
