import type { JsonObject, RunEvent } from "../../core/mod.ts";
import type { DaemonClient } from "./daemon_client.ts";
import { followEvents } from "./follow_events.ts";
import { runEventOf } from "./run_event_of.ts";
import { runPath } from "./run_path.ts";

/** How {@link runFeed} reads. */
export interface RunFeedOptions {
  /** A client for each connection, disposed here. */
  connect(): DaemonClient;
  /** What came with the last event that is known already. */
  readonly after?: string;
  readonly signal: AbortSignal;
  /** False: it ends with what is there now. Default true. */
  readonly follow?: boolean;
}

/** An event of a run and its place in the feed. */
export interface FedEvent {
  readonly id: string;
  readonly event: RunEvent;
}

/** States in which a run does more. */
const LIVE: ReadonlySet<string> = new Set(["queued", "running"]);

/**
 * What a daemon's run did and does, until it ends, is interrupted or `signal` aborts; over cut connections and restarts of the daemon.
 *
 * @param run Its whole id.
 */
export async function* runFeed(run: string, { connect, after, signal, follow = true }: RunFeedOptions): AsyncGenerator<FedEvent, void> {
  const path = runPath(run);
  const isOver = async (client: DaemonClient, last: JsonObject | undefined) =>
    !follow || last?.type === "run.finished" && last.status !== "interrupted" ||
    !LIVE.has(String((await client.get<JsonObject>(path)).status));
  for await (
    const { id, event } of followEvents(`${path}/events${follow ? "" : "?follow=false"}`, {
      connect,
      isOver,
      signal,
      ...(after === undefined ? {} : { after }),
    })
  ) {
    const known = runEventOf(event);
    if (known !== undefined) yield { id, event: known };
  }
}
