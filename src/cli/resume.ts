import { openSandbox, resumePipeline } from "../live/mod.ts";
import { attend } from "./attend.ts";
import { findRun, findRunId } from "./find_run.ts";
import { sandboxOptions } from "./sandbox_options.ts";
import { stateOf } from "./state_of.ts";
import type { VerbMain } from "./verb.ts";

/** `executor resume RUN`: goes on with a run whose process died. */
export const resumeVerb: VerbMain = async (args, io) => {
  const id = await findRunId(args, io);
  using state = await stateOf(args, io, "write");
  const run = findRun(state, id);
  using sandbox = openSandbox(io.env, sandboxOptions(args, io));
  return await attend(args, io, (control) => resumePipeline(run, state, { ...control, sandbox }));
};
