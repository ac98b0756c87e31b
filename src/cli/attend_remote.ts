import { AppError, type RunEvent } from "../core/mod.ts";
import { rendererFor } from "./attend.ts";
import type { Io } from "./io.ts";
import type { DaemonClient } from "./remote/daemon_client.ts";
import { runFeed } from "./remote/run_feed.ts";
import { runPath } from "./remote/run_path.ts";
import { RUN_EXIT_CODES } from "./run_exit_code.ts";

/**
 * Lets a daemon go on with an interrupted run and shows what it does from then on, until it ends. Who stops watching does not stop the run.
 *
 * @param run Its whole id.
 * @param connect A client for each connection, disposed here.
 * @returns The exit code.
 */
export async function resumeRemotely(run: string, connect: () => DaemonClient, io: Io): Promise<number> {
  const { signal } = new AbortController();
  // What it did before its process died was shown then.
  let after: string | undefined;
  for await (const { id } of runFeed(run, { connect, signal, follow: false })) after = id;
  {
    using client = connect();
    await client.send("POST", `${runPath(run)}/resume`);
    if (!io.json) io.err.line(`run ${run} goes on in the daemon at ${client.endpoint.shown}; Ctrl-C ends the watching, not the run`);
  }
  const renderer = await rendererFor(io);
  let last: RunEvent | undefined;
  try {
    for await (const { event } of runFeed(run, { connect, signal, ...(after === undefined ? {} : { after }) })) {
      await renderer.event(last = event);
    }
  } finally {
    renderer.end();
  }
  if (last?.type === "run.finished" && last.status !== "interrupted") return RUN_EXIT_CODES[last.status];
  throw new AppError("not_idempotent", `Run ${run} was interrupted again`, { hint: `See what stopped it: executor show ${run}` });
}
