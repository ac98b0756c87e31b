import { z } from "zod";
import { AppError, type ModuleId } from "../../core/mod.ts";
import { type ApiRequest, namedPipeline } from "../api_request.ts";
import { decodeCursor, encodeCursor } from "../http/cursor.ts";
import { jsonResponse } from "../http/json_response.ts";
import { JSON_TYPE } from "../http/media_type.ts";
import { type Route, route } from "../route.ts";
import { revisionRowToJson, revisionToJson } from "../wire/revision_json.ts";
import { CHANGE_ANSWERS, CHANGE_HEADERS, MAKING_ANSWERS } from "./change_answers.ts";
import { changeModule } from "./change_module.ts";
import { CHANGE_QUERY, NO_QUERY, PAGE_QUERY } from "./queries.ts";

const NUMBER = z.string().regex(/^[1-9]\d{0,14}$/, "the number of a revision").transform(Number);
const DIFF_QUERY = z.strictObject({
  from: NUMBER.optional().describe("Default: the one before `to`"),
  to: NUMBER.optional().describe("Default: the one that serves"),
});
const ROLLBACK_BODY = z.strictObject({
  revision: z.int().min(1).optional().describe("The revision to go back to. Default: the one before what serves"),
});

/** The routes of the history of modules under one path: they are the same for pipelines and settings. */
function historyRoutes(
  base: string,
  tag: string,
  access: "viewer" | "admin",
  moduleOf: (request: ApiRequest) => ModuleId,
): readonly Route[] {
  const change = access === "admin" ? "admin" : "operator";
  return [
    route({
      id: `${tag}.revisions`,
      method: "GET",
      path: `${base}/revisions`,
      tag,
      summary: "Lists revisions, newest first",
      access,
      query: PAGE_QUERY,
      answers: { 200: { description: "A page", schema: "RevisionPage" } },
      handle(request) {
        const { daemon, query: { limit, cursor } } = request;
        const before = cursor === undefined ? undefined : Number(decodeCursor(cursor));
        if (before !== undefined && !Number.isSafeInteger(before)) throw new AppError("query_invalid", "The cursor is none of this list");
        const rows = daemon.modules.revisions(moduleOf(request), { limit: limit + 1, ...(before === undefined ? {} : { before }) });
        const items = rows.slice(0, limit);
        const last = items.at(-1);
        const next = rows.length > items.length && last !== undefined ? encodeCursor(String(last.revision)) : null;
        return jsonResponse({ items: items.map(revisionRowToJson), next });
      },
    }),
    route({
      id: `${tag}.revision`,
      method: "GET",
      path: `${base}/revisions/:revision`,
      tag,
      summary: "Shows one revision with its document, or with `Accept: application/yaml` its text",
      access,
      query: NO_QUERY,
      answers: { 200: { description: "The revision", schema: "Revision", types: [JSON_TYPE, "application/yaml"] } },
      handle(request) {
        const module = moduleOf(request);
        const number = NUMBER.safeParse(request.param("revision"));
        if (!number.success) throw new AppError("revision_unknown", `${module} has no revision "${request.param("revision")}"`);
        const revision = request.daemon.modules.revision(module, number.data);
        if (request.type === JSON_TYPE) return jsonResponse(revisionToJson(revision));
        return new Response(revision.text, { headers: { "content-type": "application/yaml; charset=utf-8" } });
      },
    }),
    route({
      id: `${tag}.diff`,
      method: "GET",
      path: `${base}/diff`,
      tag,
      summary: "Compares two revisions by meaning: comments, order of keys and formatting are no difference",
      access,
      query: DIFF_QUERY,
      answers: { 200: { description: "What differs", schema: "Diff" } },
      handle(request) {
        const { daemon: { modules }, query } = request;
        const module = moduleOf(request);
        const to = query.to ?? modules.get(module)?.active?.revision ?? modules.revisions(module, { limit: 1 })[0]?.revision;
        if (to === undefined) throw new AppError("revision_unknown", `${module} has no revision yet`, { details: { module } });
        const from = query.from ?? modules.revisions(module, { before: to, limit: 1 })[0]?.revision;
        if (from === undefined) throw new AppError("revision_unknown", `${module} has no revision before ${to}`, { details: { module } });
        return jsonResponse({ from, to, diff: modules.diff(module, from, to) });
      },
    }),
    route({
      id: access === "admin" ? "settings.rollback" : "pipeline.rollback",
      method: "POST",
      path: `${base}/rollback`,
      tag,
      summary: "Makes the document of an earlier revision the active one, as a new revision; a deleted pipeline is there again",
      access: change,
      query: CHANGE_QUERY,
      headers: CHANGE_HEADERS,
      body: { kind: "json", schema: ROLLBACK_BODY },
      answers: access === "admin" ? CHANGE_ANSWERS : MAKING_ANSWERS,
      isIdempotent: true,
      handle: (request) => changeModule(request, moduleOf(request), { kind: "rollback", ...definedOf(request.body.revision) }),
    }),
  ];
}

function definedOf(revision: number | undefined): { revision?: number } {
  return revision === undefined ? {} : { revision };
}

/** `/api/v1/pipelines/:name/revisions`, `/diff` and `/rollback`. */
export const PIPELINE_HISTORY_ROUTES: readonly Route[] = historyRoutes("/api/v1/pipelines/:name", "pipelines", "viewer", namedPipeline);

/** The same of the settings, for admins alone. */
export const SETTINGS_HISTORY_ROUTES: readonly Route[] = historyRoutes("/api/v1/settings", "settings", "admin", () => "settings");
