import { emptyRecord, type Json } from "../../src/core/mod.ts";
import { toNumber } from "./arithmetic.ts";
import { mapEntries, type MapValue } from "./compare.ts";
import { base64 } from "./base64.ts";
import { formatDouble } from "./format_double.ts";
import { LIMITS } from "./limits.ts";
import { Meter } from "./meter.ts";
import { ExprError, Failure } from "./problem.ts";
import { formatDuration, formatTimestamp } from "./time.ts";
import { CelDuration, type CelKey, CelTimestamp, CelTypeValue, CelUint, type CelValue, Kind, kindOf } from "./values.ts";

/**
 * A value as plain data: integers beyond 2^53 are `bigint`, doubles numbers (NaN and the infinities the texts `NaN`, `Infinity`,
 * `-Infinity`), bytes base64, timestamps RFC 3339, durations seconds such as `1.5s`, types their names, keys texts.
 *
 * @throws {ExprError} `expr_too_deep` over 1,000 levels, `expr_host_value` for what is no data.
 */
export function toJson(value: CelValue): Json {
  return outside(() => plain(value, 0));
}

/** Failures as what callers outside of an evaluation get. */
function outside<T>(run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    throw thrown instanceof Failure ? new ExprError(thrown.code, thrown.message, { start: 0, end: 0 }) : thrown;
  }
}

function plain(value: CelValue, depth: number): Json {
  deeper(depth);
  switch (kindOf(value)) {
    case Kind.double: {
      const number = toNumber(value);
      return Number.isFinite(number) ? number : formatDouble(number);
    }
    case Kind.uint:
      return small((value as CelUint).value);
    case Kind.bytes:
      return base64(value as Uint8Array);
    case Kind.timestamp:
      return formatTimestamp(value as CelTimestamp);
    case Kind.duration:
      return formatDuration(value as CelDuration);
    case Kind.type:
      return (value as CelTypeValue).typeName;
    case Kind.list:
      return (value as readonly CelValue[]).map((item) => plain(item, depth + 1));
    case Kind.map: {
      const object = emptyRecord<Json>();
      for (const entry of mapEntries(value as MapValue)) object[keyText(entry.key)] = plain(entry.value, depth + 1);
      return object;
    }
    case 0:
      throw new Failure("expr_host_value", "The value holds something that is no data");
    default:
      return value as Json;
  }
}

function small(value: bigint): number | bigint {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function keyText(key: CelKey): string {
  return String(key instanceof CelUint ? key.value : key);
}

function deeper(depth: number): void {
  if (depth > LIMITS.valueDepth) throw new Failure("expr_too_deep", `The value is nested over ${LIMITS.valueDepth} levels`);
}

/**
 * A value as JSON text, as {@link toJson} and with all digits of integers; a double with a whole value ends in `.0`.
 *
 * @throws {ExprError} `expr_too_deep` over 1,000 levels, `expr_host_value` for what is no data.
 */
export function formatJson(value: CelValue): string {
  return outside(() => writeJson(value, new Meter(Infinity)));
}

/** The same within an evaluation: charges, and throws {@link Failure}. */
export function writeJson(value: CelValue, meter: Meter): string {
  return write(value, meter, false, 0);
}

/**
 * A value as JSON text that keeps every type: an integer is an int, any other number a double, and an object of one key says the rest:
 * `{"$uint":1}`, `{"$double":1.0}` or `{"$double":"NaN"}`, `{"$bytes":"base64"}`, `{"$timestamp":"…"}`, `{"$duration":"1.5s"}`, `{"$type":"int"}`, and
 * `{"$map":[[key,value],…]}` for maps with keys that are not texts or could be taken for one of these.
 *
 * @throws {ExprError} `expr_too_deep` over 1,000 levels, `expr_host_value` for what is no data.
 */
export function formatTyped(value: CelValue): string {
  return outside(() => write(value, new Meter(Infinity), true, 0));
}

function write(value: CelValue, meter: Meter, typed: boolean, depth: number): string {
  deeper(depth);
  meter.charge(2);
  switch (kindOf(value)) {
    case Kind.string:
      meter.text((value as string).length);
      return JSON.stringify(value);
    case Kind.double:
      return writeDouble(toNumber(value), typed);
    case Kind.uint:
      return typed ? `{"$uint":${(value as CelUint).value}}` : String((value as CelUint).value);
    case Kind.bytes:
      meter.text((value as Uint8Array).length * 2);
      return typed ? tagged("bytes", base64(value as Uint8Array)) : JSON.stringify(base64(value as Uint8Array));
    case Kind.timestamp:
      return text("timestamp", formatTimestamp(value as CelTimestamp), typed);
    case Kind.duration:
      return text("duration", formatDuration(value as CelDuration), typed);
    case Kind.type:
      return text("type", (value as CelTypeValue).typeName, typed);
    case Kind.list:
      return `[${(value as readonly CelValue[]).map((item) => write(item, meter, typed, depth + 1)).join(",")}]`;
    case Kind.map:
      return writeMap(value as MapValue, meter, typed, depth);
    case 0:
      throw new Failure("expr_host_value", "The value holds something that is no data");
    default:
      return String(value);
  }
}

function text(tag: string, content: string, typed: boolean): string {
  return typed ? tagged(tag, content) : JSON.stringify(content);
}

function tagged(tag: string, content: string): string {
  return `{"$${tag}":${JSON.stringify(content)}}`;
}

function writeDouble(number: number, typed: boolean): string {
  if (!Number.isFinite(number)) return text("double", formatDouble(number), typed);
  const digits = Object.is(number, -0) ? "-0" : String(number);
  if (/[.e]/.test(digits)) return digits;
  return typed ? `{"$double":${digits}.0}` : `${digits}.0`;
}

function writeMap(map: MapValue, meter: Meter, typed: boolean, depth: number): string {
  const entries = [...mapEntries(map)];
  const [only] = entries;
  const isTagLike = entries.length === 1 && typeof only?.key === "string" && only.key.startsWith("$");
  if (typed && (isTagLike || entries.some((entry) => typeof entry.key !== "string"))) {
    const pairs = entries.map((entry) => `[${write(entry.key, meter, true, depth + 1)},${write(entry.value, meter, true, depth + 1)}]`);
    return `{"$map":[${pairs.join(",")}]}`;
  }
  return `{${entries.map((entry) => `${JSON.stringify(keyText(entry.key))}:${write(entry.value, meter, typed, depth + 1)}`).join(",")}}`;
}
