import { findRun } from "./find_run.ts";
import { showPieces } from "./logs/show_pieces.ts";
import { tasksNamed } from "./logs/tasks_named.ts";
import { givenAddress } from "./remote/find_endpoint.ts";
import { stateOf } from "./state_of.ts";
import type { VerbMain } from "./verb.ts";

/**
 * `executor logs RUN [TASK]`: what tasks wrote, in the order they wrote it; of one task exactly the bytes of its standard output and error.
 * Records of a script's log go to standard error, as people read them. The name of a task with a matrix stands for all its instances.
 */
export const logsVerb: VerbMain = async (args, io) => {
  if (givenAddress(args, io) !== undefined) {
    const { remoteLogs } = await import("./logs/remote_logs.ts");
    await remoteLogs(args, io);
    return 0;
  }
  using state = await stateOf(args, io, "read");
  const [named = "", task] = args.positional;
  const run = findRun(state, named);
  const wanted = task === undefined ? undefined : tasksNamed(task, run.tasks.map(({ id }) => id), run.run);
  const only = wanted?.size === 1 ? [...wanted][0] : undefined;
  const show = showPieces(io, { run: run.run, isOneTask: only !== undefined });
  for (const piece of state.outputs.readInterleaved(run.run, only)) {
    if (wanted?.has(piece.task) !== false) await show(piece);
    if (io.out.closed) break;
  }
  return 0;
};
