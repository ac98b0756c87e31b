import { AppError, type JsonObject, runToJson, stringifyJson } from "../core/mod.ts";
import { findRun } from "./find_run.ts";
import type { Io } from "./io.ts";
import { connect } from "./remote/connect.ts";
import { DaemonClient } from "./remote/daemon_client.ts";
import { findLocalEndpoint, givenAddress } from "./remote/find_endpoint.ts";
import { runPath } from "./remote/run_path.ts";
import { asRunJson, runText } from "./render/run_text.ts";
import { painter } from "./render/style.ts";
import { stateOf } from "./state_of.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

/** `executor show RUN`: a run and its tasks, of the state folder or of a daemon elsewhere. */
export const showVerb: VerbMain = async (args, io) => {
  const [named = ""] = args.positional;
  if (givenAddress(args, io) !== undefined) {
    using client = connect(args, io);
    showJson(await client.get<JsonObject>(runPath(named)), io);
    return 0;
  }
  using state = await stateOf(args, io, "read");
  try {
    const run = findRun(state, named);
    showJson(runToJson(run), io, run.durationMs);
  } catch (error) {
    // What waits for its turn has not begun, and only the daemon knows of it.
    const waiting = error instanceof AppError && error.code === "run_unknown" ? await fromLocalDaemon(named, args, io) : undefined;
    if (waiting === undefined) throw error;
    showJson(waiting, io);
  }
  return 0;
};

async function fromLocalDaemon(named: string, args: VerbArgs, io: Io): Promise<JsonObject | undefined> {
  const endpoint = findLocalEndpoint(args, io);
  if (endpoint === undefined) return undefined;
  using client = new DaemonClient(endpoint, io.env);
  try {
    return await client.get<JsonObject>(runPath(named));
  } catch {
    return undefined;
  }
}

function showJson(run: JsonObject | Record<string, unknown>, io: Io, durationMs?: number): void {
  if (io.json) io.out.line(stringifyJson(run));
  else for (const line of runText(asRunJson(run), painter(io.out.isTerminal, io.env), durationMs)) io.out.line(line);
}
