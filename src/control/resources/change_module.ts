import type { z } from "zod";
import { AppError, type ModuleId } from "../../core/mod.ts";
import type { Change, ChangeOptions, ChangeResult, Edit } from "../../live/mod.ts";
import type { ApiRequest } from "../api_request.ts";
import { needModule } from "../auth/access.ts";
import { entityTag, matchesNone, parseIfMatch } from "../http/entity_tags.ts";
import { jsonResponse } from "../http/json_response.ts";
import { changeToJson } from "../wire/change_json.ts";
import type { CHANGE_QUERY } from "./queries.ts";

/** A request that changes modules. */
export type ChangeRequest = ApiRequest<z.output<typeof CHANGE_QUERY>>;

/** Changes one module under the conditions that the request's headers make, and answers what became of it. */
export async function changeModule(request: ChangeRequest, module: ModuleId, edit: Edit): Promise<Response> {
  const { daemon, actor } = request;
  needModule(actor, module);
  const change = { module, edit, ...conditions(request, module) };
  needCondition(request, change);
  const options = changeOptions(request);
  const [result] = await daemon.modules.change([change], options);
  if (result === undefined) throw new TypeError("A change of one module has one result");
  return changeResponse(result, options);
}

/** What the query says about how to change. */
export function changeOptions({ query, actor, caller }: ChangeRequest): ChangeOptions {
  const { dry_run: dryRun, persist, message } = query;
  return { actor, origin: "api", from: caller.from, persist: persist !== "none", dryRun, ...(message === undefined ? {} : { message }) };
}

/** @throws AppError `etag_required` when the settings ask for a condition and a module that exists is changed without one. */
export function needCondition({ daemon }: Pick<ApiRequest, "daemon">, { module, ifMatch, ifAbsent }: Change): void {
  if (ifMatch !== undefined || ifAbsent || !daemon.settings().api.require_if_match) return;
  const active = daemon.modules.get(module)?.active;
  if (active === undefined || active === null) return;
  throw new AppError("etag_required", `A change of ${module} has to say which revision it changes`, {
    hint: `Send If-Match: ${entityTag(active.revision)}`,
    details: { module },
  });
}

function conditions({ headers, daemon }: ChangeRequest, module: ModuleId): Pick<Change, "ifMatch" | "ifAbsent"> {
  const match = headers.get("if-match");
  const none = headers.get("if-none-match");
  const ifMatch = match === null ? undefined : parseIfMatch(match);
  if (none !== null && none.trim() !== "*") {
    const revision = daemon.modules.get(module)?.active?.revision;
    if (revision !== undefined && matchesNone(none, revision)) {
      throw new AppError("etag_stale", `${module} has the revision ${revision}, which If-None-Match names`, { details: { module } });
    }
  }
  return { ...(ifMatch === undefined ? {} : { ifMatch }), ...(none?.trim() === "*" ? { ifAbsent: true } : {}) };
}

function changeResponse(result: ChangeResult, options: ChangeOptions): Response {
  const tag = entityTag(options.dryRun ? result.previous : result.revision);
  // The settings are always there, also before anybody has written any.
  const isNew = result.created && !options.dryRun && result.module !== "settings";
  const location: Record<string, string> = isNew ? { location: `/api/v1/pipelines/${result.name}` } : {};
  return jsonResponse(changeToJson(result, options), isNew ? 201 : 200, { etag: tag, ...location });
}
