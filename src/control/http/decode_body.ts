import { AppError } from "../../core/mod.ts";
import type { BodySpec, RawBody } from "../route.ts";
import { issuesOf } from "./issues.ts";
import { JSON_TYPE, type MediaType, parseMediaType } from "./media_type.ts";
import { parseStrictJson } from "./strict_json.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Types that a route's body may have. */
export function bodyTypes(spec: BodySpec): readonly string[] {
  return spec.kind === "json" ? [JSON_TYPE] : spec.types;
}

/**
 * The body's media type, of those that the route takes.
 *
 * @throws AppError `media_type_unsupported`, with `accepts` in its details.
 */
export function bodyType(contentType: string | null, spec: BodySpec): string {
  const accepts = bodyTypes(spec);
  const media: MediaType | undefined = contentType === null ? undefined : parseMediaType(contentType);
  const charset = media?.parameters.get("charset")?.toLowerCase() ?? "utf-8";
  if (media !== undefined && accepts.includes(media.name) && ["utf-8", "utf8", "us-ascii"].includes(charset)) return media.name;
  const found = contentType === null ? "The body has no content type" : `The content type "${contentType.slice(0, 100)}" is not taken here`;
  throw new AppError("media_type_unsupported", found, { hint: `Send ${accepts.join(", ")}, in UTF-8`, details: { accepts } });
}

/**
 * What a body says. An absent one is `{}` where JSON is taken.
 *
 * @throws AppError `body_malformed`, `body_invalid`.
 */
export function decodeBody(bytes: Uint8Array, type: string, spec: BodySpec): unknown {
  if (spec.kind === "raw") return { type, text: textOf(bytes) } satisfies RawBody;
  const value = bytes.length === 0 ? {} : parseStrictJson(textOf(bytes));
  const result = spec.schema.safeParse(value);
  if (result.success) return result.data;
  const { message, hint, errors } = issuesOf(result.error, spec.schema);
  throw new AppError("body_invalid", `The body is wrong: ${message}`, { ...(hint === undefined ? {} : { hint }), details: { errors } });
}

function textOf(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new AppError("body_malformed", "The body is not UTF-8", { cause });
  }
}
