import { AppError, emptyRecord, type Json, type JsonObject } from "../core/mod.ts";
import { CelMap, CelTypeValue, CelUint, type CelValue, compileExpr, ExprError, parseExpr, type Program } from "../../dsl/expr/mod.ts";

/**
 * Plain data with marked types as values, the inverse of what `eval --typed` prints: an integer is an int, any other number a double, and
 * an object of one key says the rest: `$int $uint $double $bytes $timestamp $duration $type $map`. Numbers in marks may be texts.
 *
 * @throws AppError `eval_vars` for a mark whose value does not fit.
 */
export function fromTyped(json: Json): CelValue {
  if (typeof json !== "object" || json === null) return json;
  if (isList(json)) return json.map(fromTyped);
  const keys = Object.keys(json);
  const [mark] = keys;
  if (keys.length === 1 && mark?.startsWith("$")) return marked(mark, json[mark] ?? null);
  const copy = emptyRecord<CelValue>();
  for (const key of keys) copy[key] = fromTyped(json[key] ?? null);
  return copy;
}

function marked(mark: string, value: Json): CelValue {
  switch (mark) {
    case "$int":
    case "$uint":
    case "$double":
    case "$timestamp":
    case "$duration":
      return converted(mark, value);
    case "$bytes":
      return bytesOf(value);
    case "$type":
      if (typeof value === "string") return new CelTypeValue(value);
      break;
    case "$map":
      return mapOf(value);
  }
  throw misfit(mark, value);
}

/** Uses the language's own conversions, so that ranges and formats are exactly theirs. */
function converted(mark: string, value: Json): CelValue {
  const isTime = mark === "$timestamp" || mark === "$duration";
  const isWhole = typeof value === "bigint" || Number.isSafeInteger(value);
  if (typeof value !== "string" && (isTime || !isWhole && !(mark === "$double" && typeof value === "number"))) throw misfit(mark, value);
  try {
    return program(`${mark.slice(1)}(x)`).evaluate({ x: value });
  } catch (error) {
    if (error instanceof ExprError) throw misfit(mark, value);
    throw error;
  }
}

const programs = new Map<string, Program>();

function program(text: string): Program {
  const known = programs.get(text);
  if (known !== undefined) return known;
  const { expr } = parseExpr(text);
  if (expr === undefined) throw new TypeError(`Not an expression: ${text}`);
  const made = compileExpr(expr);
  programs.set(text, made);
  return made;
}

function bytesOf(value: Json): Uint8Array {
  if (typeof value !== "string") throw misfit("$bytes", value);
  try {
    return Uint8Array.from(atob(value), (char) => char.charCodeAt(0));
  } catch {
    throw misfit("$bytes", value);
  }
}

function mapOf(value: Json): CelMap {
  if (typeof value !== "object" || value === null || !isList(value)) throw misfit("$map", value);
  const map = new CelMap();
  for (const pair of value) {
    if (typeof pair !== "object" || pair === null || !isList(pair) || pair.length !== 2) throw misfit("$map", pair);
    const [key, item] = pair;
    const name = fromTyped(key ?? null);
    if (
      typeof name !== "string" && typeof name !== "number" && typeof name !== "bigint" && typeof name !== "boolean" &&
      !(name instanceof CelUint)
    ) {
      throw misfit("$map", pair);
    }
    map.set(name, fromTyped(item ?? null));
  }
  return map;
}

function misfit(mark: string, value: Json): AppError {
  const shown = typeof value === "object" ? "a value that does not fit" : String(value).slice(0, 60);
  return new AppError("eval_vars", `"${mark}" marks ${shown}`, {
    hint: "Marks are $int $uint $double $bytes $timestamp $duration $type $map",
  });
}

function isList(value: JsonObject | readonly Json[]): value is readonly Json[] {
  return Array.isArray(value);
}
