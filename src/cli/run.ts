import { includedProblems, openSandbox, runPipeline } from "../live/mod.ts";
import { attend } from "./attend.ts";
import { openChecked } from "./open_checked.ts";
import { sandboxOptions } from "./sandbox_options.ts";
import { showPlan } from "./plan.ts";
import { settle } from "./settle.ts";
import { showProblems } from "./show_problems.ts";
import { stateOf } from "./state_of.ts";
import type { VerbMain } from "./verb.ts";

/** `executor run FILE`: runs a pipeline; the exit code tells how it ended. */
export const runVerb: VerbMain = async (args, io) => {
  const isDry = args.has("--dry-run");
  using sandbox = openSandbox(io.env, sandboxOptions(args, io));
  const document = await openChecked(args.positional[0] ?? "-", io, {
    scripts: sandbox.level,
    sandbox,
    params: args.texts("--param"),
    // It starts while the script is checked.
    ...(isDry ? {} : { onScript: () => sandbox.warm() }),
  });
  if (document === undefined) return 2;
  const loaded = settle(document, args.texts("--param"), io, { secrets: !isDry });
  if (loaded === undefined) return 2;
  if (isDry) return showPlan(loaded, io);
  const problems = includedProblems(document.included, io.env);
  if (problems.length > 0) {
    showProblems(problems, io);
    return 2;
  }
  using state = await stateOf(args, io, "write");
  return await attend(args, io, (control) => runPipeline(loaded, state, { ...control, sandbox }));
};
