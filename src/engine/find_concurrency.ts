import type { LoadedPipeline } from "../core/mod.ts";
import { concurrencyOf, type ConcurrencyPlace } from "./concurrency_of.ts";
import { earlyContext } from "./early_context.ts";
import type { RunOptions } from "./run_options.ts";
import { createEvaluator, type ScopePorts } from "./scope.ts";

/**
 * The place in a concurrency group that a run will ask for when it begins.
 *
 * @param run The id it will have.
 * @throws AppError `expr_*`.
 */
export function findConcurrency(
  loaded: LoadedPipeline,
  ports: ScopePorts,
  options: Pick<RunOptions, "environment" | "event">,
  run: string,
): Promise<ConcurrencyPlace | undefined> {
  return concurrencyOf(loaded.pipeline, createEvaluator(earlyContext(loaded, options, run, { id: loaded.pipeline.name }), ports));
}
