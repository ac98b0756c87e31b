import { type Json, stringifyJson } from "../core/mod.ts";

/**
 * A value as text, as it stands in mixed templates, arguments and variables: text as it is, null as nothing, lists and objects as JSON.
 *
 * @example
 * ```ts
 * console.assert(toText([1, "a"]) === '[1,"a"]');
 * ```
 */
export function toText(value: Json): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  return typeof value === "object" ? stringifyJson(value) : String(value);
}
