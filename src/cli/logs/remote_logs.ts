import type { JsonObject } from "../../core/mod.ts";
import type { Io } from "../io.ts";
import { DaemonClient } from "../remote/daemon_client.ts";
import { findEndpoint } from "../remote/find_endpoint.ts";
import { runFeed } from "../remote/run_feed.ts";
import { runPath } from "../remote/run_path.ts";
import { asRunJson } from "../render/run_text.ts";
import type { VerbArgs } from "../verb.ts";
import { pieceOf } from "./piece_of.ts";
import { showPieces } from "./show_pieces.ts";
import { tasksNamed } from "./tasks_named.ts";

/** Shows the output of a daemon's run, line by line; with `--follow` until the run ends. */
export async function remoteLogs(args: VerbArgs, io: Io): Promise<void> {
  const [named = "", task] = args.positional;
  const connect = () => new DaemonClient(findEndpoint(args, io), io.env);
  using client = connect();
  const { run, tasks } = asRunJson(await client.get<JsonObject>(runPath(named)));
  const wanted = task === undefined ? undefined : tasksNamed(task, tasks?.map(({ id }) => id) ?? [], run);
  const show = showPieces(io, { run, isOneTask: wanted?.size === 1 });
  for await (const { event } of runFeed(run, { connect, signal: io.out.gone, follow: args.has("--follow") })) {
    if (event.type !== "task.output" || wanted?.has(event.task) === false) continue;
    await show(pieceOf(event));
  }
}
