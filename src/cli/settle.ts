import type { SettingProblem } from "../../dsl/mod.ts";
import { AppError, type LoadedPipeline } from "../core/mod.ts";
import { settlePipeline } from "../live/mod.ts";
import type { Io } from "./io.ts";
import type { CheckedDocument } from "./open_checked.ts";
import { reportFailure } from "./report_failure.ts";

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

/** Says what is wrong with settings, parameters and secrets. */
export function showProblems(problems: readonly SettingProblem[], io: Io): void {
  for (const { code, message, hint } of problems) reportFailure(new AppError(code, message, hint === undefined ? {} : { hint }), io);
}

function parseParams(params: readonly string[]): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const param of params) {
    const at = param.indexOf("=");
    if (at <= 0) throw new AppError("usage", `--param "${param}" is no NAME=VALUE`, { hint: "Write it as --param name=value" });
    const name = param.slice(0, at);
    if (Object.hasOwn(values, name)) throw new AppError("usage", `--param ${name} is given twice`, { hint: "Leave one of them out" });
    values[name] = param.slice(at + 1);
  }
  return values;
}
