import type { DocumentLanguage } from "../../core/mod.ts";
import type { ModuleView } from "../../live/mod.ts";
import type { ApiRequest } from "../api_request.ts";
import { entityTag, matchesNone } from "../http/entity_tags.ts";
import { jsonResponse } from "../http/json_response.ts";
import { FLOW_TYPE, JSON_TYPE } from "../http/media_type.ts";

/** Types in which a module can be had: its view, or its text. */
export const MODULE_VIEW_TYPES: readonly string[] = [JSON_TYPE, "application/yaml"];

const TEXT_TYPES: Readonly<Record<DocumentLanguage, string>> = { yaml: "application/yaml", flow: FLOW_TYPE, module: "text/javascript" };

/**
 * Answers what a module is now, or that it still is what the caller has. While a change is refused the view says more than the revision, and
 * where its comments have changed the text does: both are then always answered.
 *
 * @param toJson Makes the view.
 */
export function showModule(
  { headers, type }: Pick<ApiRequest, "headers" | "type">,
  view: ModuleView,
  toJson: (view: ModuleView) => Record<string, unknown>,
): Response {
  const { active, text, error, state } = view;
  const etag = entityTag(active?.revision);
  const none = headers.get("if-none-match");
  const isAsBefore = error === null && state === "active" && (type === JSON_TYPE || text === active?.text);
  if (none !== null && active !== null && isAsBefore && matchesNone(none, active.revision)) {
    return new Response(null, { status: 304, headers: { etag, vary: "accept" } });
  }
  if (type === JSON_TYPE || active === null) return jsonResponse(toJson(view), 200, { etag, vary: "accept" });
  return new Response(text, { headers: { "content-type": `${TEXT_TYPES[active.language]}; charset=utf-8`, etag, vary: "accept" } });
}
