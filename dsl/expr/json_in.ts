import { emptyRecord, type Json, type JsonObject } from "../../src/core/mod.ts";
import { ranged } from "./arithmetic.ts";
import { bytesOfBase64 } from "./base64.ts";
import { ExprError, Failure } from "./problem.ts";
import { durationOfNanos, parseDuration, parseTimestamp } from "./time.ts";
import type { Type } from "./types.ts";
import { CelMap, CelTypeValue, CelUint, type CelValue, double, kindOf } from "./values.ts";

/**
 * Plain data as a CEL value. Without a type nothing changes: integers are ints, other numbers doubles, the rest itself, so data can be
 * handed to an evaluation without this. A type steers what JSON cannot say: `double` for `1`, `uint`, `bytes` (base64), `timestamp`
 * (RFC 3339), `duration` (text, or a number of milliseconds), within lists, maps and records too. What does not suit the type stays as it is.
 *
 * @throws {ExprError} `expr_overflow` for an integer over 64 bits, `expr_conversion` for a text that is no timestamp, duration or base64.
 */
export function fromJson(json: Json, type?: Type): CelValue {
  try {
    return convert(json, type);
  } catch (thrown) {
    throw thrown instanceof Failure ? new ExprError(thrown.code, thrown.message, { start: 0, end: 0 }) : thrown;
  }
}

function convert(json: Json, type: Type | undefined): CelValue {
  if (type === undefined || type.kind === "dyn") return json;
  switch (typeof json) {
    case "bigint":
      return type.kind === "uint" ? new CelUint(json) : type.kind === "double" ? double(Number(json)) : ranged(json);
    case "number":
      return ofNumber(json, type);
    case "string":
      return ofText(json, type);
    case "object":
      return json === null ? null : ofContainer(json, type);
    default:
      return json;
  }
}

function ofNumber(json: number, type: Type): CelValue {
  if (type.kind === "double") return double(json);
  if (type.kind === "uint" && Number.isSafeInteger(json) && json >= 0) return new CelUint(BigInt(json));
  if (type.kind === "duration" && Number.isFinite(json)) return durationOfNanos(BigInt(Math.round(json * 1000)) * 1000n);
  return json;
}

function ofText(json: string, type: Type): CelValue {
  if (type.kind === "timestamp") return parseTimestamp(json);
  if (type.kind === "duration") return parseDuration(json);
  if (type.kind !== "bytes") return json;
  const bytes = bytesOfBase64(json);
  if (bytes === undefined) throw new Failure("expr_conversion", "The text is not base64");
  return bytes;
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

function ofContainer(json: readonly Json[] | JsonObject, type: Type): CelValue {
  if (isList(json)) return type.kind === "list" ? json.map((item) => convert(item, type.item)) : json;
  if (type.kind !== "map" && type.kind !== "record") return json;
  const out = emptyRecord<CelValue>();
  for (const [key, value] of Object.entries(json)) {
    const known = type.kind === "map" ? type.value : Object.hasOwn(type.fields, key) ? type.fields[key] : undefined;
    out[key] = convert(value, known);
  }
  return out;
}

/**
 * Reads the form that {@link formatTyped} writes: an integer is an int, any other number a double, and an object of one key `$int`, `$uint`,
 * `$double`, `$bytes`, `$timestamp`, `$duration`, `$type` or `$map` says the rest.
 *
 * @throws {ExprError} `expr_conversion` for a mark whose content does not suit it, `expr_overflow` for a number out of range.
 */
export function fromTyped(json: Json): CelValue {
  try {
    return typed(json);
  } catch (thrown) {
    throw thrown instanceof Failure ? new ExprError(thrown.code, thrown.message, { start: 0, end: 0 }) : thrown;
  }
}

function typed(json: Json): CelValue {
  if (typeof json === "bigint") return ranged(json);
  if (typeof json !== "object" || json === null) return json;
  if (isList(json)) return json.map(typed);
  const entries = Object.entries(json);
  const [only] = entries;
  const mark = entries.length === 1 && only !== undefined ? MARKS.get(only[0]) : undefined;
  if (mark !== undefined && only !== undefined) return mark(only[1]);
  const out = emptyRecord<CelValue>();
  for (const [key, value] of entries) out[key] = typed(value);
  return out;
}

const MARKS: ReadonlyMap<string, (content: Json) => CelValue> = new Map<string, (content: Json) => CelValue>([
  ["$int", (content) => ranged(integer(content))],
  ["$uint", (content) => {
    const value = integer(content);
    if (value !== BigInt.asUintN(64, value)) throw new Failure("expr_overflow", "The number is out of the range of uint");
    return new CelUint(value);
  }],
  ["$double", (content) => {
    const number = typeof content === "string" || typeof content === "number" || typeof content === "bigint" ? Number(content) : undefined;
    if (number === undefined || Number.isNaN(number) && content !== "NaN") throw unsuited("$double");
    return double(number);
  }],
  ["$bytes", (content) => {
    const bytes = bytesOfBase64(text(content, "$bytes"));
    if (bytes === undefined) throw unsuited("$bytes");
    return bytes;
  }],
  ["$timestamp", (content) => parseTimestamp(text(content, "$timestamp"))],
  ["$duration", (content) => parseDuration(text(content, "$duration"))],
  ["$type", (content) => new CelTypeValue(text(content, "$type"))],
  ["$map", mapOf],
]);

function unsuited(mark: string): Failure {
  return new Failure("expr_conversion", `The content of ${mark} does not suit it`);
}

function text(content: Json, mark: string): string {
  if (typeof content !== "string") throw unsuited(mark);
  return content;
}

function integer(content: Json): bigint {
  const isWhole = typeof content === "bigint" || typeof content === "number" && Number.isInteger(content);
  if (!isWhole && !(typeof content === "string" && /^-?\d{1,20}$/.test(content))) throw unsuited("an integer's mark");
  return BigInt(content as string | number | bigint);
}

function mapOf(content: Json): CelValue {
  const map = new CelMap();
  if (!isList(content)) throw unsuited("$map");
  for (const pair of content) {
    const [key, value] = isList(pair) ? pair : [];
    if (key === undefined || value === undefined) throw unsuited("$map");
    const known = typed(key);
    if (typeof known === "object" && !(known instanceof CelUint) || kindOf(known) === kindOf(0.5)) throw unsuited("$map");
    map.set(known as string, typed(value));
  }
  return map;
}
