import { formatTime, stringifyJson, summaryToJson } from "../core/mod.ts";
import type { RunSummary } from "../platform/mod.ts";
import { stateOf } from "./state_of.ts";
import type { VerbMain } from "./verb.ts";

/** How many runs people are shown unless they say. */
const SHOWN = 20;

/** `executor runs`: runs, newest first. */
export const runsVerb: VerbMain = async (args, io) => {
  using state = await stateOf(args, io, "read");
  const limit = args.count("--limit") ?? (io.json ? undefined : SHOWN);
  const pipeline = args.text("--pipeline");
  const filter = { ...(limit === undefined ? {} : { limit }), ...(pipeline === undefined ? {} : { pipeline }) };
  let count = 0;
  for (const run of state.journal.list(filter)) {
    count++;
    await io.out.line(io.json ? stringifyJson(summaryToJson(run)) : runLine(run));
    if (io.out.closed) break;
  }
  if (count === 0 && !io.json) io.err.line(`No runs in ${state.folder}`);
  return 0;
};

function runLine(run: RunSummary): string {
  const started = run.startedAt === undefined ? "" : formatTime(run.startedAt);
  return `${run.run}  ${run.status.replace("_", " ").padEnd(11)}  ${started}  ${run.pipeline}`;
}
