import { AppError } from "../core/mod.ts";
import { findRun, findRunId } from "./find_run.ts";
import { stateOf } from "./state_of.ts";
import type { VerbMain } from "./verb.ts";

/** `executor cancel RUN`: asks the process that works on a run to cancel it. */
export const cancelVerb: VerbMain = async (args, io) => {
  const id = await findRunId(args, io);
  using state = await stateOf(args, io, "write");
  const run = findRun(state, id);
  if (run.status !== "running") {
    throw new AppError("run_ended", `The run ${run.run} is not running: it is ${run.status.replace("_", " ")}`);
  }
  state.slots.requestCancel(run.run);
  if (io.json) io.out.line(JSON.stringify({ type: "cancel", run: run.run }));
  else io.out.line(`asked ${run.run} to cancel`);
  return 0;
};
