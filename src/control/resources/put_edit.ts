import type { Edit } from "../../live/mod.ts";
import { FLOW_TYPE, JSON_TYPE, MODULE_TYPES, YAML_TYPES } from "../http/media_type.ts";
import { parseStrictJson } from "../http/strict_json.ts";
import type { BodySpec, RawBody } from "../route.ts";

/** The body of a PUT. */
export const PUT_BODY: BodySpec & { readonly kind: "raw" } = {
  kind: "raw",
  types: [...YAML_TYPES, JSON_TYPE, FLOW_TYPE, ...MODULE_TYPES],
  description: "The whole document: as text, or as a JSON value, of which only what differs is written into the text",
};

/** What a PUT asks for. @throws AppError `body_malformed`. */
export function putEdit({ type, text }: RawBody): Edit {
  if (type === JSON_TYPE) return { kind: "value", document: parseStrictJson(text) };
  return { kind: "put", text, language: type === FLOW_TYPE ? "flow" : MODULE_TYPES.includes(type) ? "module" : "yaml" };
}
