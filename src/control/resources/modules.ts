import { z } from "zod";
import { AppError, type Json, type JsonObject } from "../../core/mod.ts";
import type { Change } from "../../live/mod.ts";
import { needModule } from "../auth/access.ts";
import { parseIfMatch } from "../http/entity_tags.ts";
import { jsonResponse } from "../http/json_response.ts";
import { type Route, route } from "../route.ts";
import { changeToJson } from "../wire/change_json.ts";
import { changeOptions, needCondition } from "./change_module.ts";
import { CHANGE_QUERY, NO_QUERY } from "./queries.ts";

const MODULE = z.string().regex(/^(?:settings|pipelines\/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99})$/, "`pipelines/` and a name, or `settings`");
const CHANGE = z.strictObject({
  module: MODULE,
  merge: z.unknown().optional().describe("A merge patch (RFC 7396)"),
  patch: z.unknown().optional().describe("A JSON Patch (RFC 6902)"),
  if_match: z.union([z.string(), z.int().min(1)]).optional().describe("What If-Match would say, or the number of a revision"),
}).refine((change) => "merge" in change !== "patch" in change, { error: "exactly one of merge and patch has to be there" });
const CHANGES = z.strictObject({
  changes: z.array(CHANGE).min(1).max(1000).refine((changes) => new Set(changes.map(({ module }) => module)).size === changes.length, {
    error: "a module stands in it twice",
  }),
});

/** `/api/v1/modules` and `/api/v1/reload`: several modules at once. */
export const MODULE_ROUTES: readonly Route[] = [
  route({
    id: "modules.patch",
    method: "PATCH",
    path: "/api/v1/modules",
    tag: "modules",
    summary: "Changes several modules, all or none; answers once all are live",
    access: "operator",
    query: CHANGE_QUERY,
    body: { kind: "json", schema: CHANGES },
    answers: { 200: { description: "All are live", schema: "Changes" } },
    async handle(request) {
      const { daemon, actor, body } = request;
      for (const { module } of body.changes) needModule(actor, module);
      const changes = body.changes.map(changeOf);
      for (const change of changes) needCondition(request, change);
      const options = changeOptions(request);
      const results = await daemon.modules.change(changes, options);
      return jsonResponse({ changes: results.map((result) => changeToJson(result, options)) });
    },
  }),
  route({
    id: "reload",
    method: "POST",
    path: "/api/v1/reload",
    tag: "modules",
    summary: "Looks at all files again and loads what changed",
    access: "operator",
    query: NO_QUERY,
    body: { kind: "json", schema: z.strictObject({}) },
    answers: { 200: { description: "What was found", schema: "Reload" } },
    async handle(request) {
      const report = await request.daemon.modules.reload();
      request.audit({ action: "reload", module: "modules" });
      return jsonResponse(report);
    },
  }),
];

function changeOf({ module, merge, patch, if_match }: z.output<typeof CHANGE>): Change {
  const edit = merge === undefined
    ? { kind: "json_patch" as const, operations: patch as Json }
    : { kind: "merge" as const, patch: merge as Json };
  if (if_match === undefined) return { module, edit };
  try {
    return { module, edit, ifMatch: typeof if_match === "number" ? [if_match] : parseIfMatch(if_match) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const details: JsonObject = { module };
    throw new AppError("body_invalid", `The if_match of ${module} is no list of entity tags`, { details, cause: error });
  }
}
