import type { SettingProblem } from "../../dsl/mod.ts";
import { AppError } from "../core/mod.ts";
import type { Io } from "./io.ts";
import { reportFailure } from "./report_failure.ts";

/** Says what is wrong with settings, parameters and secrets. */
export function showProblems(problems: readonly SettingProblem[], io: Io): void {
  for (const { code, message, hint } of problems) reportFailure(new AppError(code, message, hint === undefined ? {} : { hint }), io);
}
