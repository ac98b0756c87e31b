import { AppError, emptyRecord, type Json, nestsDeeper, parseJson } from "../../../core/mod.ts";

/** Deepest nesting of a body. */
const DEEPEST = 200;
const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads a webhook's body: JSON and forms by their content type, everything else as text. A name that a form has
 * several times becomes a list. Nothing is null.
 *
 * @throws AppError `body_malformed` for what is not what its type says, or not UTF-8.
 */
export function readPayload(body: Uint8Array, contentType: string | undefined): Json {
  if (body.length === 0) return null;
  const [type = ""] = (contentType ?? "").toLowerCase().split(";").map((part) => part.trim());
  const text = decoded(body);
  if (type === "application/json" || type.endsWith("+json")) return readJson(text);
  if (type === "application/x-www-form-urlencoded") return readForm(text);
  return text;
}

function decoded(body: Uint8Array): string {
  try {
    return decoder.decode(body);
  } catch {
    throw new AppError("body_malformed", "The body is not UTF-8");
  }
}

function readJson(text: string): Json {
  if (nestsDeeper(text, DEEPEST)) throw new AppError("body_malformed", `The body is nested more than ${DEEPEST} levels deep`);
  try {
    return parseJson(text);
  } catch (error) {
    throw new AppError("body_malformed", `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readForm(text: string): Json {
  const form = emptyRecord<Json>();
  for (const [name, value] of new URLSearchParams(text)) {
    const known = Object.hasOwn(form, name) ? form[name] : undefined;
    form[name] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value];
  }
  return form;
}
