import { emptyRecord } from "../../src/core/mod.ts";
import { ranged, toNumber } from "./arithmetic.ts";
import { bytesOfBase64 } from "./base64.ts";
import { doubleOf } from "./functions/conversions.ts";
import { ExprError, Failure } from "./problem.ts";
import { parseDuration, parseTimestamp } from "./time.ts";
import { CelDouble, CelMap, CelTypeValue, CelUint, type CelValue, double, Kind, kindOf } from "./values.ts";

/**
 * Reads the form that `formatTyped` writes: an integer is an int, any other number a double, and an object of one key `$int`, `$uint`,
 * `$double`, `$bytes`, `$timestamp`, `$duration`, `$type` or `$map` says the rest. Numbers within marks may be texts.
 *
 * @param json Data as `parseJsonExact` reads it, `wide`.
 * @throws {ExprError} `expr_conversion` for an unknown mark or one whose content does not suit it, `expr_overflow` for a number out of range.
 */
export function fromTyped(json: CelValue): CelValue {
  try {
    return typed(json);
  } catch (thrown) {
    throw thrown instanceof Failure ? new ExprError(thrown.code, thrown.message, { start: 0, end: 0 }) : thrown;
  }
}

function typed(json: CelValue): CelValue {
  // An integer beyond the ints was read as a uint, which has a mark of its own.
  if (json instanceof CelUint) return ranged(json.value);
  if (typeof json === "bigint") return ranged(json);
  if (isList(json)) return json.map(typed);
  if (!isObject(json)) return json;
  const entries = Object.entries(json);
  const [only] = entries;
  if (entries.length === 1 && only?.[0].startsWith("$")) return marked(...only);
  const out = emptyRecord<CelValue>();
  for (const [key, value] of entries) out[key] = typed(value);
  return out;
}

function isList(json: CelValue): json is readonly CelValue[] {
  return Array.isArray(json);
}

function isObject(json: CelValue): json is { readonly [key: string]: CelValue } {
  return kindOf(json) === Kind.map && !(json instanceof CelMap);
}

function marked(mark: string, content: CelValue): CelValue {
  const read = MARKS.get(mark);
  if (read === undefined) {
    throw new Failure("expr_conversion", `"${mark.slice(0, 40)}" is no mark of a type; there is ${[...MARKS.keys()].join(" ")}`);
  }
  return read(content);
}

const MARKS: ReadonlyMap<string, (content: CelValue) => CelValue> = new Map<string, (content: CelValue) => CelValue>([
  ["$int", (content) => ranged(integer(content, "$int"))],
  ["$uint", (content) => {
    const value = integer(content, "$uint");
    if (value !== BigInt.asUintN(64, value)) throw new Failure("expr_overflow", "The number is out of the range of uint");
    return new CelUint(value);
  }],
  ["$double", (content) => {
    if (typeof content === "string") return doubleOf(content);
    if ((kindOf(content) & (Kind.int | Kind.uint | Kind.double)) === 0) throw unsuited("$double");
    return double(toNumber(content));
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
  return new Failure("expr_conversion", `The content of "${mark}" does not suit it`);
}

function text(content: CelValue, mark: string): string {
  if (typeof content !== "string") throw unsuited(mark);
  return content;
}

function integer(content: CelValue, mark: string): bigint {
  if (content instanceof CelUint) return content.value;
  if (typeof content === "string" && /^-?\d{1,20}$/.test(content)) return BigInt(content);
  if (typeof content === "bigint" || Number.isSafeInteger(content)) return BigInt(content as number);
  throw unsuited(mark);
}

function mapOf(content: CelValue): CelValue {
  const map = new CelMap();
  if (!isList(content)) throw unsuited("$map");
  for (const pair of content) {
    const [key, value] = isList(pair) && pair.length === 2 ? pair : [];
    if (key === undefined || value === undefined) throw unsuited("$map");
    const known = typed(key);
    if (!isKey(known)) throw unsuited("$map");
    map.set(known, typed(value));
  }
  return map;
}

function isKey(value: CelValue): value is boolean | number | bigint | string | CelUint {
  return (kindOf(value) & (Kind.bool | Kind.int | Kind.uint | Kind.string)) !== 0 && !(value instanceof CelDouble);
}
