import { AppError } from "../core/mod.ts";
import type { State } from "../platform/mod.ts";
import { findRun } from "./find_run.ts";
import type { Io } from "./io.ts";
import { followLogs } from "./logs/follow_logs.ts";
import { remoteLogs } from "./logs/remote_logs.ts";
import { showPieces } from "./logs/show_pieces.ts";
import { tasksNamed } from "./logs/tasks_named.ts";
import { findLocalEndpoint, givenAddress } from "./remote/find_endpoint.ts";
import { stateOf } from "./state_of.ts";
import type { VerbArgs, VerbMain } from "./verb.ts";

/**
 * `executor logs RUN [TASK]`: what tasks wrote, in the order they wrote it; of one task exactly the bytes of its standard output and error.
 * Records of a script's log go to standard error, as people read them. The name of a task with a matrix stands for all its instances.
 * With `-f` it goes on until the run ends.
 */
export const logsVerb: VerbMain = async (args, io) => {
  if (givenAddress(args, io) !== undefined) {
    await remoteLogs(args, io);
    return 0;
  }
  using state = await stateOf(args, io, "read");
  try {
    await localLogs(state, args, io);
  } catch (error) {
    // One that waits for its turn only the daemon knows of.
    const isUnknown = error instanceof AppError && error.code === "run_unknown";
    if (!isUnknown || !args.has("--follow") || findLocalEndpoint(args, io) === undefined) throw error;
    await remoteLogs(args, io);
  }
  return 0;
};

async function localLogs(state: State, args: VerbArgs, io: Io): Promise<void> {
  const [named = "", task] = args.positional;
  const { run, tasks } = findRun(state, named);
  const wanted = task === undefined ? undefined : tasksNamed(task, tasks.map(({ id }) => id), run);
  if (args.has("--follow")) return await followLogs(state, { run, wanted }, io);
  const only = wanted?.size === 1 ? [...wanted][0] : undefined;
  const show = showPieces(io, { run, isOneTask: only !== undefined });
  for (const piece of state.outputs.readInterleaved(run, only)) {
    if (wanted?.has(piece.task) !== false) await show(piece);
    if (io.out.closed) break;
  }
}
