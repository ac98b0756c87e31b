import { AppError, type RunState } from "../core/mod.ts";
import type { State } from "../platform/mod.ts";
import type { Io } from "./io.ts";
import { stateOf } from "./state_of.ts";
import type { VerbArgs } from "./verb.ts";

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

/**
 * The id of the run that the first argument names. It only looks: where there is no run, no state folder is created either.
 *
 * @throws AppError `run_unknown`, `run_ambiguous`.
 */
export async function findRunId(args: VerbArgs, io: Io): Promise<string> {
  using state = await stateOf(args, io, "read");
  return findRun(state, args.positional[0] ?? "").run;
}
