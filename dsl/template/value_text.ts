import { stringifyJson } from "../../src/core/mod.ts";
import { type CelValue, toJson } from "../expr/mod.ts";

/**
 * A value as text, as mixed templates and shell variables hold it: text as it is, null as nothing, numbers and bools as JSON writes them,
 * lists and maps as JSON, bytes in base64, times and durations as text.
 *
 * @example
 * ```ts
 * console.assert(valueText([1, "a"]) === '[1,"a"]');
 * ```
 */
export function valueText(value: CelValue): string {
  const json = toJson(value);
  if (typeof json === "string") return json;
  if (json === null) return "";
  return typeof json === "object" ? stringifyJson(json) : String(json);
}
