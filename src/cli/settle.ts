import type { LoadedPipeline } from "../core/mod.ts";
import { settlePipeline } from "../live/mod.ts";
import type { Io } from "./io.ts";
import type { CheckedDocument } from "./open_checked.ts";
import { parseParams } from "./parse_params.ts";
import { showProblems } from "./show_problems.ts";

/** What {@link settle} reads. */
export interface SettleOptions {
  /** Whether secrets are needed: a plan does without. */
  readonly secrets: boolean;
}

/**
 * Gives a pipeline the settings of the command line and the environment.
 *
 * @returns The pipeline, or undefined when something is wrong with them, which has been shown.
 * @throws AppError `usage` for a `--param` that is no NAME=VALUE.
 */
export function settle(
  document: CheckedDocument,
  params: readonly string[],
  io: Io,
  { secrets }: SettleOptions,
): LoadedPipeline | undefined {
  const { file, folder } = document;
  const settled = settlePipeline(document.pipeline, { file, folder }, { params: parseParams(params), env: io.env, secrets });
  if ("loaded" in settled) return settled.loaded;
  showProblems(settled.problems, io);
  return undefined;
}
