import { AppError, type JsonObject } from "../core/mod.ts";
import { findRun, findRunId } from "./find_run.ts";
import type { Io } from "./io.ts";
import { connect } from "./remote/connect.ts";
import { DaemonClient } from "./remote/daemon_client.ts";
import { findLocalEndpoint, givenAddress } from "./remote/find_endpoint.ts";
import { runPath } from "./remote/run_path.ts";
import { stateOf } from "./state_of.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

/**
 * `executor cancel RUN`: asks whoever works on a run to cancel it. Where a daemon serves, it is asked: it also knows the runs that wait, and
 * who asked is kept.
 */
export const cancelVerb: VerbMain = async (args, io) => {
  const run = await throughDaemon(args, io) ?? await throughState(args, io);
  if (io.json) io.out.line(JSON.stringify({ type: "cancel", run }));
  else io.out.line(`asked ${run} to cancel`);
  return 0;
};

/** @returns Undefined when there is no daemon that was meant. */
async function throughDaemon(args: VerbArgs, io: Io): Promise<string | undefined> {
  const [named = ""] = args.positional;
  const isGiven = givenAddress(args, io) !== undefined;
  const local = isGiven ? undefined : findLocalEndpoint(args, io);
  if (!isGiven && local === undefined) return undefined;
  using client = local === undefined ? connect(args, io) : new DaemonClient(local, io.env);
  try {
    // The whole id, for who gave a part of it.
    const { run } = await client.get<JsonObject>(runPath(named));
    await client.send("POST", `${runPath(String(run))}/cancel`);
    return String(run);
  } catch (error) {
    if (!isGiven && error instanceof AppError && error.code === "daemon_unreachable") return undefined;
    throw error;
  }
}

async function throughState(args: VerbArgs, io: Io): Promise<string> {
  const id = await findRunId(args, io);
  using state = await stateOf(args, io, "write");
  const run = findRun(state, id);
  if (run.status !== "running") {
    throw new AppError("run_ended", `The run ${run.run} is not running: it is ${run.status.replace("_", " ")}`);
  }
  state.slots.requestCancel(run.run);
  return run.run;
}
