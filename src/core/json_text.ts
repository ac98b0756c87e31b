import type { Json } from "./json.ts";

/**
 * Writes plain data ({@linkcode Json} or an interface of it) as JSON with 64-bit integers exact: a `bigint` becomes its digits.
 *
 * @param indent Spaces a level; 0 for one line.
 */
export function stringifyJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, (_, item) => typeof item === "bigint" ? rawJson(item.toString()) : item, indent);
}

/**
 * Reads JSON with integers beyond 2^53 as `bigint` and objects without prototype.
 *
 * @throws SyntaxError as `JSON.parse` does.
 */
export function parseJson(text: string): Json {
  return JSON.parse(text, exactReviver);
}

const exactReviver = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
  if (typeof value === "number") {
    const source = context?.source;
    return Number.isSafeInteger(value) || source === undefined || !/^-?\d+$/.test(source) ? value : BigInt(source);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.assign(Object.create(null), value);
  return value;
};

/** `JSON.rawJSON` of the proposal that every supported runtime has and TypeScript's library does not name yet. */
const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;
