import type { Edit } from "../../live/mod.ts";
import { JSON_PATCH_TYPE, JSON_TYPE, MERGE_PATCH_TYPE, YAML_TYPES } from "../http/media_type.ts";
import { parseStrictJson } from "../http/strict_json.ts";
import type { BodySpec, RawBody } from "../route.ts";
import { readYamlBody } from "./read_document.ts";

/** Types that a PATCH takes, as `Accept-Patch` lists them. */
export const PATCH_TYPES: readonly string[] = [MERGE_PATCH_TYPE, JSON_PATCH_TYPE, JSON_TYPE, ...YAML_TYPES];

/** The body of a PATCH. */
export const PATCH_BODY: BodySpec & { readonly kind: "raw" } = {
  kind: "raw",
  types: PATCH_TYPES,
  description: "A merge patch (RFC 7396) in JSON or YAML, or a JSON Patch (RFC 6902)",
};

/** What a PATCH asks for. @throws AppError `body_malformed`. */
export async function patchEdit({ type, text }: RawBody): Promise<Edit> {
  if (YAML_TYPES.includes(type)) return { kind: "merge", patch: await readYamlBody(text) };
  const value = parseStrictJson(text);
  return type === JSON_PATCH_TYPE ? { kind: "json_patch", operations: value } : { kind: "merge", patch: value };
}
