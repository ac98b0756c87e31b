import type { LoadedPipeline, RunState } from "../core/mod.ts";
import type { EnginePorts } from "./attempt.ts";
import { beginRun, continueRun, OUTERMOST } from "./begin_run.ts";
import { runAttempt } from "./kinds/mod.ts";
import { createMasker } from "./mask.ts";
import type { EngineParts } from "./parts.ts";
import type { RunOptions, RunOutcome } from "./run_options.ts";
import { createEvaluator } from "./scope.ts";

const PARTS: EngineParts = { runAttempt, createEvaluator, createMasker };

/**
 * Runs a pipeline from its beginning to its end.
 *
 * Every change of state is in the journal before it is acted on and before `options.emit` hears of it. Tasks start in the order of the
 * document as soon as what they depend on has ended.
 *
 * @param loaded A valid pipeline with its settings resolved.
 * @param ports The world.
 * @returns How it ended. A task's failure is no exception.
 * @throws AppError `matrix_invalid`, `value_invalid`, `expr_*` before anything is written; `fence_stale`, `state_*` when the journal can no
 * longer be written: its children have then been killed, and the run can be resumed.
 */
export async function startRun(loaded: LoadedPipeline, ports: EnginePorts, options: RunOptions): Promise<RunOutcome> {
  const { run } = await beginRun(loaded, ports, PARTS, options, OUTERMOST);
  return await run.execute();
}

/**
 * Goes on with a run whose process died. Tasks that had ended keep their results; one that was running is repeated when it is
 * `idempotent`, and otherwise the outcome is `interrupted` with the error `not_idempotent`, nothing having been started.
 *
 * Attempts are numbered on, timeouts begin anew, and a run that was being cancelled goes on being cancelled.
 *
 * @param state The run, as the journal knows it.
 * @param secrets Values by name, which are stored nowhere.
 * @throws AppError `run_alive`, `run_ended`, `resume_mismatch`, and as {@link startRun}.
 */
export async function resumeRun(
  state: RunState,
  secrets: Readonly<Record<string, string>>,
  ports: EnginePorts,
  options: RunOptions,
): Promise<RunOutcome> {
  const begun = await continueRun(state, secrets, ports, PARTS, options, OUTERMOST);
  return "outcome" in begun ? begun.outcome : await begun.run.execute();
}
