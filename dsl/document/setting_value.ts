import { type Code, type Json, type Setting, type SettingType, stringifyJson } from "../../src/core/mod.ts";
import { parseDuration, parseSize } from "../schema/mod.ts";
import { formatInType } from "./check_range.ts";
import { clip, quoted } from "./describe.ts";
import { matchesWhole } from "./pattern.ts";
import { parseSettingText } from "./setting_text.ts";

/**
 * Where a value comes from: `literal` was written in a document (units needed), `text` came from a variable or the command line,
 * `data` was computed or sent (durations may be milliseconds, sizes bytes, and texts are read as from a variable).
 */
export type ValueOrigin = "literal" | "text" | "data";

/** A value that does not suit its setting. The message goes on from "…, " and says what was expected and found. */
export interface ValueProblem {
  readonly code: Code;
  readonly message: string;
  /** The type that was wanted, where the value is of another. */
  readonly type?: SettingType;
  /** The index or key of the item that is wrong, of a list or map. */
  readonly item?: number | string;
}

export type ValueResult = { readonly value: Json; readonly problem?: never } | { readonly problem: ValueProblem; readonly value?: never };

/**
 * Reads a value by a setting: its type first, then its allowed values, range and pattern.
 *
 * @returns The value as it is in scope (durations in milliseconds, sizes in bytes), or what is wrong with it.
 */
export function readSettingValue(setting: Setting, given: Json, origin: ValueOrigin): ValueResult {
  const result = setting.type === "enum" ? pick(setting.enum ?? [], given, origin) : readTyped(setting.type, setting.items, given, origin);
  return result.problem === undefined ? within(setting, result.value) : result;
}

/** Reads a value of a type, without further restrictions. */
export function readTyped(type: SettingType, items: SettingType | undefined, given: Json, origin: ValueOrigin): ValueResult {
  const isText = typeof given === "string" && origin !== "literal";
  if (isText && type !== "string") {
    const parsed = parseSettingText(type, given);
    return parsed === undefined ? wrong(type, given) : readParsed(type, items, parsed);
  }
  switch (type) {
    case "string":
      return typeof given === "string" ? { value: given } : wrong(type, given);
    case "int":
      return isInteger(given) ? fits(given) ? { value: given } : tooLarge(given) : wrong(type, given);
    case "float":
      return typeof given === "number" || typeof given === "bigint" ? { value: Number(given) } : wrong(type, given);
    case "bool":
      return typeof given === "boolean" ? { value: given } : wrong(type, given);
    case "url":
      return typeof given === "string" && URL.canParse(given) ? { value: given } : wrong(type, given);
    case "path":
      return typeof given === "string" && given !== "" && !given.includes("\0") ? { value: given } : wrong(type, given);
    case "bytes":
      return typeof given === "string" && BASE64.test(given) ? { value: given } : wrong(type, given);
    case "duration":
    case "size":
      return readUnit(type, given, origin);
    case "list":
      return readList(items, given, origin);
    case "map":
      return readMap(items, given, origin);
    case "enum":
      return { value: given };
  }
}

function isInteger(given: Json): given is number | bigint {
  return typeof given === "bigint" || typeof given === "number" && Number.isInteger(given);
}

/** Whether expressions can hold an integer: they count with 64 bits. */
function fits(given: number | bigint): boolean {
  const value = BigInt(given);
  return BigInt.asIntN(64, value) === value;
}

function tooLarge(given: number | bigint): ValueResult {
  return { problem: { code: "out_of_range", message: `expected a whole number of at most 64 bits, found ${given}` } };
}

/** A text has become data of its type; texts within lists and maps are read as texts again. */
function readParsed(type: SettingType, items: SettingType | undefined, parsed: Json): ValueResult {
  if (type === "list") return readList(items, parsed, "text");
  if (type === "map") return readMap(items, parsed, "text");
  return readTyped(type, items, parsed, "literal");
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function readUnit(type: "duration" | "size", given: Json, origin: ValueOrigin): ValueResult {
  const parse = type === "duration" ? parseDuration : parseSize;
  const value = typeof given === "string"
    ? parse(given)
    : origin !== "literal" && typeof given === "number" && given >= 0
    ? given
    : undefined;
  if (value !== undefined) return { value };
  const code = type === "duration" ? "bad_duration" : "bad_size";
  const noun = type === "duration" ? "a duration such as 30s" : "a size such as 128MiB";
  return { problem: { code, message: `expected ${noun}, found ${describeJson(given)}` } };
}

/** Items whose type nobody declared may be anything. */
function readItem(items: SettingType | undefined, item: Json, origin: ValueOrigin): ValueResult {
  return items === undefined ? { value: item } : readTyped(items, undefined, item, origin);
}

function readList(items: SettingType | undefined, given: Json, origin: ValueOrigin): ValueResult {
  if (!isList(given)) return wrong("list", given);
  const list: Json[] = [];
  for (const [index, item] of given.entries()) {
    const result = readItem(items, item, origin);
    if (result.problem !== undefined) {
      return { problem: { ...result.problem, item: index, message: `item ${index + 1}: ${result.problem.message}` } };
    }
    list.push(result.value);
  }
  return { value: Object.freeze(list) };
}

function readMap(items: SettingType | undefined, given: Json, origin: ValueOrigin): ValueResult {
  if (given === null || typeof given !== "object" || isList(given)) return wrong("map", given);
  const map = Object.create(null) as Record<string, Json>;
  for (const [key, item] of Object.entries(given)) {
    const result = readItem(items, item, origin);
    if (result.problem !== undefined) {
      return { problem: { ...result.problem, item: key, message: `entry ${quoted(key)}: ${result.problem.message}` } };
    }
    map[key] = result.value;
  }
  return { value: Object.freeze(map) };
}

function pick(allowed: readonly Json[], given: Json, origin: ValueOrigin): ValueResult {
  const found = allowed.find((value) => same(value, given) || origin !== "literal" && typeof given === "string" && String(value) === given);
  return found === undefined ? { problem: notAllowed(allowed, given) } : { value: found };
}

function within(setting: Setting, value: Json): ValueResult {
  const { enum: allowed, range, pattern, type } = setting;
  if (allowed !== undefined && type !== "enum" && !allowed.some((one) => same(one, value))) return { problem: notAllowed(allowed, value) };
  if (range !== undefined && (typeof value === "number" || typeof value === "bigint") && (value < range[0] || value > range[1])) {
    const [low, high] = range.map((bound) => formatInType(bound, type));
    const found = typeof value === "number" ? formatInType(value, type) : String(value);
    return { problem: { code: "out_of_range", message: `expected ${low} to ${high}, found ${found}` } };
  }
  if (pattern !== undefined && typeof value === "string" && !matchesWhole(pattern, value)) {
    return { problem: { code: "bad_text", message: `expected text that matches ${pattern}, found ${quoted(value)}` } };
  }
  return { value };
}

function notAllowed(allowed: readonly Json[], given: Json): ValueProblem {
  return { code: "bad_value", message: `expected one of ${allowed.map(describeAllowed).join(", ")}, found ${describeJson(given)}` };
}

/** How messages show a value that is allowed. */
export function describeAllowed(value: Json): string {
  return typeof value === "string" ? value : value !== null && typeof value === "object" ? clip(stringifyJson(value)) : describeJson(value);
}

function wrong(type: SettingType, given: Json): ValueResult {
  return { problem: { code: "wrong_type", type, message: `expected ${NOUNS[type]}, found ${describeJson(given)}` } };
}

/** How messages call the values of a type. */
export const NOUNS: Readonly<Record<SettingType, string>> = {
  string: "text",
  int: "a whole number",
  float: "a number",
  bool: "true or false",
  url: "a URL with its scheme",
  path: "a path",
  duration: "a duration",
  size: "a size",
  bytes: "base64 text",
  enum: "an allowed value",
  list: "a list",
  map: "a map",
};

/** How messages show a value. */
export function describeJson(value: Json): string {
  if (value === null) return "nothing";
  if (isList(value)) return "a list";
  if (typeof value === "object") return "a map";
  return typeof value === "string" ? quoted(value) : String(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether two plain values are the same; lists and maps by their JSON. */
export function same(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a === "object" && typeof b === "object") return stringifyJson(a) === stringifyJson(b);
  return typeof a === "bigint" && typeof b === "number" && Number(a) === b;
}
