import { usageError } from "./report_failure.ts";
import { listVerb } from "./probe/list.ts";
import { RUN_FLAGS, runProbe } from "./probe/run.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

const HELP = "executor probe --help";

/** `executor probe list|run NAME`: what the kernel does, as events. */
export const probeVerb: VerbMain = async (args, io) => {
  const [action = "", name] = args.positional;
  switch (action) {
    case "list":
      if (name !== undefined) throw usageError(`probe list takes no "${name}"`, "", [], HELP);
      refuseRunFlags(args);
      return await listVerb(io);
    case "run":
      if (name === undefined) throw usageError("NAME is missing: executor probe list shows them", "", [], HELP);
      return await runProbe(name, args, io);
    default:
      throw usageError(`There is no probe ${action}; there are list and run`, action, ["list", "run"], HELP);
  }
};

function refuseRunFlags(args: VerbArgs) {
  const flag = RUN_FLAGS.find((each) => args.text(each) !== undefined || args.count(each) !== undefined);
  if (flag !== undefined) throw usageError(`${flag} is for probe run`, "", [], HELP);
}
