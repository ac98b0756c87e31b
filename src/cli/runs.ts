import { stringifyJson, summaryToJson } from "../core/mod.ts";
import type { Io } from "./io.ts";
import { allItems } from "./remote/all_items.ts";
import { connect } from "./remote/connect.ts";
import { givenAddress } from "./remote/find_endpoint.ts";
import { asRunJson, runLine } from "./render/run_text.ts";
import { stateOf } from "./state_of.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

/** How many runs people are shown unless they say. */
const SHOWN = 20;

/** `executor runs`: runs, newest first, of the state folder or of a daemon elsewhere. */
export const runsVerb: VerbMain = async (args, io) => {
  const limit = args.count("--limit") ?? (io.json ? undefined : SHOWN);
  const pipeline = args.text("--pipeline");
  if (givenAddress(args, io) !== undefined) return await remoteRuns(args, io, limit, pipeline);
  using state = await stateOf(args, io, "read");
  const filter = { ...(limit === undefined ? {} : { limit }), ...(pipeline === undefined ? {} : { pipeline }) };
  let count = 0;
  for (const run of state.journal.list(filter)) {
    count++;
    await showRun(summaryToJson(run), io);
    if (io.out.closed) break;
  }
  if (count === 0 && !io.json) io.err.line(`No runs in ${state.folder}`);
  return 0;
};

async function remoteRuns(args: VerbArgs, io: Io, limit: number | undefined, pipeline: string | undefined): Promise<number> {
  using client = connect(args, io);
  let count = 0;
  for await (
    const run of allItems(client, `/api/v1/runs${pipeline === undefined ? "" : `?pipeline=${encodeURIComponent(pipeline)}`}`, limit)
  ) {
    count++;
    await showRun(run, io);
    if (io.out.closed) break;
  }
  if (count === 0 && !io.json) io.err.line(`No runs at ${client.endpoint.shown}`);
  return 0;
}

function showRun(run: Record<string, unknown>, io: Io): Promise<void> | undefined {
  return io.out.line(io.json ? stringifyJson(run) : runLine(asRunJson(run)));
}
