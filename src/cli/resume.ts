import type { JsonObject } from "../core/mod.ts";
import { openSandbox, resumePipeline } from "../live/mod.ts";
import { attend } from "./attend.ts";
import { findRun, findRunId } from "./find_run.ts";
import type { Io } from "./io.ts";
import { DaemonClient } from "./remote/daemon_client.ts";
import { findEndpoint, findLocalEndpoint, givenAddress } from "./remote/find_endpoint.ts";
import { runPath } from "./remote/run_path.ts";
import { usageError } from "./report_failure.ts";
import { sandboxOptions } from "./sandbox_options.ts";
import { stateOf } from "./state_of.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

/** What a daemon decides for its runs itself. */
const OURS = ["--max-parallel", "--sandbox", "--audit"] as const;

/** `executor resume RUN`: goes on with a run whose process died; where a daemon began it, in that daemon. */
export const resumeVerb: VerbMain = async (args, io) => {
  if (givenAddress(args, io) !== undefined) return await inDaemon(args.positional[0] ?? "", args, io);
  const id = await findRunId(args, io);
  using state = await stateOf(args, io, "write");
  const run = findRun(state, id);
  // Runs of a daemon have a revision, those of `run` have none.
  if (run.revision !== null && findLocalEndpoint(args, io) !== undefined) return await inDaemon(id, args, io);
  using sandbox = openSandbox(io.env, sandboxOptions(args, io));
  return await attend(args, io, (control) => resumePipeline(run, state, { ...control, sandbox }));
};

async function inDaemon(named: string, args: VerbArgs, io: Io): Promise<number> {
  const given = OURS.find((flag) => args.text(flag) !== undefined || args.count(flag) !== undefined) ??
    (args.has("--yes") ? "--yes" : undefined);
  if (given !== undefined) {
    throw usageError(`${given} is not for a daemon's run: the daemon goes on with it as it began`, "", [], "executor resume --help");
  }
  const connect = () => new DaemonClient(findEndpoint(args, io), io.env);
  const id = await wholeId(named, connect);
  const { resumeRemotely } = await import("./attend_remote.ts");
  return await resumeRemotely(id, connect, io);
}

async function wholeId(named: string, connect: () => DaemonClient): Promise<string> {
  using client = connect();
  return String((await client.get<JsonObject>(runPath(named))).run);
}
