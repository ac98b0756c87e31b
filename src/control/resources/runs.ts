import { z } from "zod";
import { AppError, type JsonObject } from "../../core/mod.ts";
import type { RunView } from "../../live/mod.ts";
import { type ApiRequest, namedPipeline } from "../api_request.ts";
import { needModule } from "../auth/access.ts";
import { decodeCursor, encodeCursor } from "../http/cursor.ts";
import { jsonResponse } from "../http/json_response.ts";
import { type Route, route } from "../route.ts";
import { startEvent } from "../start_event.ts";
import { pipelineOfRun, runRowToJson, runViewToJson } from "../wire/run_view_json.ts";
import { NO_QUERY, PAGE_QUERY } from "./queries.ts";

const STATUS = z.enum(["queued", "running", "succeeded", "failed", "cancelled", "timed_out", "interrupted"]);
const RUN_LIST = PAGE_QUERY.extend({
  pipeline: z.string().max(200).optional().describe("Only runs of this pipeline"),
  status: STATUS.optional().describe("Only runs in this state"),
});
const START_BODY = z.strictObject({
  params: z.custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value), "an object")
    .meta({ type: "object", description: "Parameters by name; texts are read by their type" }).optional(),
});
const APPROVE_BODY = z.strictObject({
  task: z.string().max(1000).optional().describe("The task that asks; needed when several do"),
  approve: z.boolean().default(true).describe("False refuses"),
});
const NO_BODY = z.strictObject({});

/** `/api/v1/runs` and `/api/v1/pipelines/:name/runs`. */
export const RUN_ROUTES: readonly Route[] = [
  route({
    id: "run.start",
    method: "POST",
    path: "/api/v1/pipelines/:name/runs",
    tag: "runs",
    summary: "Starts a run: it is durable once this answers, and begins when there is room",
    access: "operator",
    query: NO_QUERY,
    body: { kind: "json", schema: START_BODY },
    answers: { 201: { description: "Accepted", schema: "RunStarted", headers: { Location: "Where the run is" } } },
    isIdempotent: true,
    async handle(request) {
      const module = namedPipeline(request);
      needModule(request.actor, module);
      const params = request.body.params ?? {};
      const { run } = await request.daemon.runs.start({ pipeline: request.param("name"), params, event: startEvent(request, params) });
      request.audit({ action: "run.start", module: `runs/${run}` });
      return jsonResponse({ run }, 201, { location: `/api/v1/runs/${run}` });
    },
  }),
  route({
    id: "pipelines.runs",
    method: "GET",
    path: "/api/v1/pipelines/:name/runs",
    tag: "runs",
    summary: "Lists the runs of a pipeline, newest first",
    access: "viewer",
    query: RUN_LIST.omit({ pipeline: true }),
    answers: { 200: { description: "A page", schema: "RunPage" } },
    handle(request) {
      namedPipeline(request);
      return listRuns(request, { ...request.query, pipeline: request.param("name") });
    },
  }),
  route({
    id: "runs.list",
    method: "GET",
    path: "/api/v1/runs",
    tag: "runs",
    summary: "Lists runs, newest first",
    access: "viewer",
    query: RUN_LIST,
    answers: { 200: { description: "A page", schema: "RunPage" } },
    handle: (request) => listRuns(request, request.query),
  }),
  route({
    id: "runs.get",
    method: "GET",
    path: "/api/v1/runs/:run",
    tag: "runs",
    summary: "Shows a run with its tasks",
    access: "viewer",
    query: NO_QUERY,
    answers: { 200: { description: "The run", schema: "Run" } },
    handle: (request) => jsonResponse(runViewToJson(request.daemon.runs.get(request.param("run")))),
  }),
  route({
    id: "run.cancel",
    method: "POST",
    path: "/api/v1/runs/:run/cancel",
    tag: "runs",
    summary: "Asks a run to cancel, also one that waits for its turn",
    access: "operator",
    query: NO_QUERY,
    body: { kind: "json", schema: NO_BODY },
    answers: { 202: { description: "Asked", schema: "RunStarted" } },
    isIdempotent: true,
    handle(request) {
      const { run } = ownRun(request);
      request.daemon.runs.cancel(run);
      return told(request, "run.cancel", run);
    },
  }),
  route({
    id: "run.resume",
    method: "POST",
    path: "/api/v1/runs/:run/resume",
    tag: "runs",
    summary: "Goes on with an interrupted run",
    access: "operator",
    query: NO_QUERY,
    body: { kind: "json", schema: NO_BODY },
    answers: { 202: { description: "It goes on", schema: "RunStarted" } },
    isIdempotent: true,
    async handle(request) {
      const { run } = ownRun(request);
      await request.daemon.runs.resume(run);
      return told(request, "run.resume", run);
    },
  }),
  route({
    id: "run.approve",
    method: "POST",
    path: "/api/v1/runs/:run/approve",
    tag: "runs",
    summary: "Answers what an `approve` task asks",
    access: "operator",
    query: NO_QUERY,
    body: { kind: "json", schema: APPROVE_BODY },
    answers: { 202: { description: "Answered", schema: "RunStarted" } },
    isIdempotent: true,
    handle(request) {
      const { run } = ownRun(request);
      const { task, approve } = request.body;
      request.daemon.runs.approve(run, { yes: approve, ...(task === undefined ? {} : { task }) });
      return told(request, approve ? "run.approve" : "run.refuse", run);
    },
  }),
];

/** The run that the path names, of a pipeline that the caller may touch. */
function ownRun(request: ApiRequest): RunView {
  const run = request.daemon.runs.get(request.param("run"));
  needModule(request.actor, `pipelines/${pipelineOfRun(run)}`);
  return run;
}

function told(request: ApiRequest, action: string, run: string): Response {
  request.audit({ action, module: `runs/${run}` });
  return jsonResponse({ run }, 202);
}

function listRuns({ daemon }: ApiRequest, query: Partial<z.output<typeof RUN_LIST>>): Response {
  const { pipeline, status, cursor, limit = 100 } = query;
  let page;
  try {
    page = daemon.runs.list({
      limit,
      ...(pipeline === undefined ? {} : { pipeline }),
      ...(status === undefined ? {} : { status }),
      ...(cursor === undefined ? {} : { cursor: decodeCursor(cursor) }),
    });
  } catch (error) {
    if (cursor === undefined || !(error instanceof AppError) || error.code !== "run_unknown") throw error;
    throw new AppError("query_invalid", "The cursor names a run that is no longer kept", { cause: error });
  }
  return jsonResponse({ items: page.items.map(runRowToJson), next: page.next === null ? null : encodeCursor(page.next) });
}
