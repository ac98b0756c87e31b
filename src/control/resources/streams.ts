import { z } from "zod";
import { AppError, type DaemonEventStore, eventLines } from "../../core/mod.ts";
import type { Runs, RunView } from "../../live/mod.ts";
import type { ApiRequest } from "../api_request.ts";
import { eventStream, type StreamedEvent } from "../http/event_stream.ts";
import { stringifyJson } from "../../core/mod.ts";
import { type Route, route } from "../route.ts";
import { daemonEventToJson } from "../wire/daemon_event_json.ts";

const ID = z.string().regex(/^\d{1,16}$/, "the id of an event").transform(Number).pipe(z.int());
const AFTER = z.strictObject({ after: ID.optional().describe("Begins behind this id, as Last-Event-ID does") });
const FEED = AFTER.extend({
  follow: z.enum(["true", "false"]).default("true").describe("`false`: it ends with what is there now, also when the run goes on"),
});
const LOGS = FEED.extend({
  task: z.string().max(1000).optional().describe("Only what this task wrote; a name with a matrix is all its instances"),
});
const STREAM = "text/event-stream";
const ANSWERS = {
  200: { description: "Server-sent events", types: [STREAM] },
  204: { description: "The run has ended, and nothing is left", types: [] },
};
const HEADERS = { "Last-Event-ID": "Begins behind this id" };

/** Server-sent events. */
export const STREAM_ROUTES: readonly Route[] = [
  route({
    id: "runs.events",
    method: "GET",
    path: "/api/v1/runs/:run/events",
    tag: "runs",
    summary: "What a run did and does, from its beginning; ends with the run",
    access: "viewer",
    query: FEED,
    headers: HEADERS,
    answers: ANSWERS,
    handle: (request) => runStream(request, request.query.follow === "true", () => true),
  }),
  route({
    id: "runs.logs",
    method: "GET",
    path: "/api/v1/runs/:run/logs",
    tag: "runs",
    summary: "What a run's tasks wrote and write; ends with the run",
    access: "viewer",
    query: LOGS,
    headers: HEADERS,
    answers: ANSWERS,
    handle(request) {
      const { task, follow } = request.query;
      return runStream(request, follow === "true", (event) => {
        if (event.type !== "task.output") return false;
        return task === undefined || event.task === task || event.task.startsWith(`${task}[`);
      });
    },
  }),
  route({
    id: "events",
    method: "GET",
    path: "/api/v1/events",
    tag: "daemon",
    summary: "The daemon's own events: states of modules, health of sources, runs; from now on, or behind an id",
    access: "viewer",
    query: AFTER,
    headers: HEADERS,
    answers: { 200: ANSWERS[200] },
    handle(request) {
      const { events } = request.daemon;
      const after = afterOf(request) ?? events.last();
      return streamResponse(request, (signal) => daemonEvents(events, after, signal));
    },
  }),
];

/** @throws AppError `header_malformed`. */
function afterOf({ headers, query }: Pick<ApiRequest<z.output<typeof AFTER>>, "headers" | "query">): number | undefined {
  const header = headers.get("last-event-id");
  if (header === null || header === "") return query.after;
  const id = ID.safeParse(header);
  if (!id.success) throw new AppError("header_malformed", "The header Last-Event-ID is no id that this daemon gave");
  return id.data;
}

type RunEventOf = Parameters<typeof eventLines>[0];

async function runStream(
  request: ApiRequest<z.output<typeof AFTER>>,
  follow: boolean,
  isWanted: (event: RunEventOf) => boolean,
): Promise<Response> {
  const { runs } = request.daemon;
  const after = afterOf(request);
  const view = runs.get(request.param("run"));
  if (after !== undefined && hasEnded(view) && !await hasMore(runs, view.run, after)) return new Response(null, { status: 204 });
  return streamResponse(
    request,
    (signal) => runEvents(runs, view.run, { follow, signal, ...(after === undefined ? {} : { after }) }, isWanted),
  );
}

function hasEnded({ status }: RunView): boolean {
  return status !== "queued" && status !== "running" && status !== "interrupted";
}

/** Whether an ended run has anything behind an id: a reader that has all of it is told not to come back. */
async function hasMore(runs: Runs, run: string, after: number): Promise<boolean> {
  const done = new AbortController();
  const feed = runs.feed(run, { after, signal: done.signal });
  try {
    return (await feed.next()).done !== true;
  } finally {
    done.abort();
    await feed.return();
  }
}

async function* runEvents(
  runs: Runs,
  run: string,
  options: Parameters<Runs["feed"]>[1],
  isWanted: (event: RunEventOf) => boolean,
): AsyncGenerator<StreamedEvent, void> {
  for await (const { id, event } of runs.feed(run, options)) {
    if (isWanted(event)) yield { id, event: event.type, data: eventLines(event).trimEnd() };
  }
}

/** Most events that are read at once. */
const BATCH = 100;

async function* daemonEvents(events: DaemonEventStore, after: number, signal: AbortSignal): AsyncGenerator<StreamedEvent, void> {
  let last = after;
  let wake = () => {};
  using _subscription = events.subscribe(() => wake());
  signal.addEventListener("abort", () => wake(), { once: true });
  while (!signal.aborted) {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    const batch = events.after(last, BATCH);
    for (const { id, event } of batch) {
      last = id;
      yield { id, event: event.type, data: stringifyJson(daemonEventToJson(event)) };
    }
    if (batch.length === 0 && !signal.aborted) await promise;
  }
}

function streamResponse(
  { caller, limits }: ApiRequest,
  open: (signal: AbortSignal) => AsyncGenerator<StreamedEvent, void>,
): Response {
  const { heartbeatMs, stalledMs } = limits;
  const body = eventStream(open, { signal: caller.closing, heartbeatMs, stalledMs });
  return new Response(body, { headers: { "content-type": STREAM, "x-accel-buffering": "no" } });
}
