import { AppError, nearest } from "../../core/mod.ts";
import type { ModuleView } from "../../live/mod.ts";
import { type ApiRequest, namedPipeline } from "../api_request.ts";
import { decodeCursor, encodeCursor } from "../http/cursor.ts";
import { jsonResponse } from "../http/json_response.ts";
import { type RawBody, type Route, route } from "../route.ts";
import { moduleRowToJson, moduleToJson } from "../wire/module_json.ts";
import { changeModule } from "./change_module.ts";
import { CHANGE_ANSWERS, CHANGE_HEADERS, MAKING_ANSWERS } from "./change_answers.ts";
import { PATCH_BODY, patchEdit } from "./patch_edit.ts";
import { PUT_BODY, putEdit } from "./put_edit.ts";
import { CHANGE_QUERY, NO_QUERY, PAGE_QUERY } from "./queries.ts";
import { MODULE_VIEW_TYPES, showModule } from "./show_module.ts";

const ETAG = { ETag: "The revision in double quotes" };

/** `/api/v1/pipelines`: what is served, and how it is changed. */
export const PIPELINE_ROUTES: readonly Route[] = [
  route({
    id: "pipelines.list",
    method: "GET",
    path: "/api/v1/pipelines",
    tag: "pipelines",
    summary: "Lists pipelines by name, without their documents",
    access: "viewer",
    query: PAGE_QUERY,
    answers: { 200: { description: "A page", schema: "ModulePage" } },
    handle({ daemon, query }) {
      const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
      const all = daemon.modules.list().filter(({ module, name }) => module !== "settings" && (after === undefined || name > after));
      const items = all.toSorted((a, b) => a.name < b.name ? -1 : 1).slice(0, query.limit);
      const last = items.at(-1);
      const next = all.length > items.length && last !== undefined ? encodeCursor(last.name) : null;
      return jsonResponse({ items: items.map(moduleRowToJson), next });
    },
  }),
  route({
    id: "pipelines.get",
    method: "GET",
    path: "/api/v1/pipelines/:name",
    tag: "pipelines",
    summary: "Shows a pipeline: what serves, its document, and why the last change was refused",
    access: "viewer",
    query: NO_QUERY,
    headers: { "If-None-Match": "Answers 304 when the revision is still this one" },
    answers: {
      200: {
        description: "The pipeline, or with `Accept: application/yaml` its text",
        schema: "Module",
        types: MODULE_VIEW_TYPES,
        headers: ETAG,
      },
      304: { description: "Nothing has changed", types: [], headers: ETAG },
    },
    handle: (request) => showModule(request, pipelineView(request), moduleToJson),
  }),
  route({
    id: "pipeline.put",
    method: "PUT",
    path: "/api/v1/pipelines/:name",
    tag: "pipelines",
    summary: "Makes a pipeline, or replaces its document; answers once it is live",
    access: "operator",
    query: CHANGE_QUERY,
    headers: { ...CHANGE_HEADERS, "If-None-Match": "`*`: there must be no such pipeline yet" },
    body: PUT_BODY,
    answers: MAKING_ANSWERS,
    handle: (request: ApiRequest<ChangeQuery, RawBody>) => changeModule(request, namedPipeline(request, false), putEdit(request.body)),
  }),
  route({
    id: "pipeline.patch",
    method: "PATCH",
    path: "/api/v1/pipelines/:name",
    tag: "pipelines",
    summary: "Changes parts of a pipeline's document; comments and untouched lines stay; answers once it is live",
    access: "operator",
    query: CHANGE_QUERY,
    headers: CHANGE_HEADERS,
    body: PATCH_BODY,
    answers: CHANGE_ANSWERS,
    async handle(request: ApiRequest<ChangeQuery, RawBody>) {
      return await changeModule(request, namedPipeline(request), await patchEdit(request.body));
    },
  }),
  route({
    id: "pipeline.delete",
    method: "DELETE",
    path: "/api/v1/pipelines/:name",
    tag: "pipelines",
    summary: "Removes a pipeline and its file; its history stays",
    access: "operator",
    query: CHANGE_QUERY,
    headers: CHANGE_HEADERS,
    answers: CHANGE_ANSWERS,
    handle: (request) => changeModule(request, namedPipeline(request), { kind: "delete" }),
  }),
];

type ChangeQuery = Parameters<typeof changeModule>[0]["query"];

/** @throws AppError `module_unknown` with the nearest name. */
function pipelineView(request: ApiRequest): ModuleView {
  const module = namedPipeline(request);
  const view = request.daemon.modules.get(module);
  if (view !== undefined) return view;
  const name = request.param("name");
  const near = nearest(name, request.daemon.modules.list().filter(({ module }) => module !== "settings").map((other) => other.name));
  throw new AppError("module_unknown", `There is no pipeline "${name}"`, {
    ...(near === undefined ? {} : { hint: `Did you mean "${near}"?` }),
    details: { module },
  });
}
