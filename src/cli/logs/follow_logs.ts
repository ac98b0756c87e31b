import type { State } from "../../platform/mod.ts";
import type { Io } from "../io.ts";
import { pieceOf } from "./piece_of.ts";
import { showPieces } from "./show_pieces.ts";

/** What {@link followLogs} follows. */
export interface FollowLogsOptions {
  readonly run: string;
  /** The tasks to show; undefined: all, also those that are still to come. */
  readonly wanted: ReadonlySet<string> | undefined;
}

/** Shows what tasks of a run of this state folder wrote and go on to write, whoever works on it, until it ends. */
export async function followLogs(state: State, { run, wanted }: FollowLogsOptions, io: Io): Promise<void> {
  const show = showPieces(io, { run, isOneTask: wanted?.size === 1 });
  for await (const { event } of state.feed(run, { signal: io.out.gone })) {
    if (event.type !== "task.output" || wanted?.has(event.task) === false) continue;
    await show(pieceOf(event));
  }
}
