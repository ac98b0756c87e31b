import { AppError, type RunState } from "../core/mod.ts";
import type { State } from "../platform/mod.ts";

/**
 * Finds the run that the user named: an id, an unambiguous beginning of one, or `last`.
 *
 * @throws AppError `run_unknown`, `run_ambiguous`.
 */
export function findRun(state: State, named: string): RunState {
  const run = state.journal.read(named);
  if (run !== undefined) return run;
  throw new AppError("run_unknown", `There is no run "${named}" in ${state.folder}`, {
    hint: "executor runs lists them; --state names another folder",
  });
}
