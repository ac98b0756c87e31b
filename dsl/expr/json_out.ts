import { emptyRecord, type Json } from "../../src/core/mod.ts";
import { base64 } from "./base64.ts";
import { mapEntries, type MapValue } from "./compare.ts";
import { formatDouble } from "./format_double.ts";
import { JsonText } from "./json_text.ts";
import { LIMITS } from "./limits.ts";
import { Meter } from "./meter.ts";
import { ExprError, Failure } from "./problem.ts";
import { formatDuration, formatTimestamp } from "./time.ts";
import { CelDuration, type CelKey, CelTimestamp, CelTypeValue, CelUint, type CelValue, Kind, kindOf } from "./values.ts";
import { toNumber } from "./arithmetic.ts";

/** Charged for each value of a result, so that its budget is {@link LIMITS.values}. */
const VALUE_COST = LIMITS.cost / LIMITS.values;

/**
 * A value as plain data: integers beyond 2^53 are `bigint`, doubles numbers (NaN and the infinities the texts `NaN`, `Infinity`,
 * `-Infinity`), bytes base64, timestamps RFC 3339, durations seconds such as `1.5s`, types their names, keys texts.
 *
 * @throws {ExprError} `expr_too_deep` over 1,000 levels, `expr_too_large` when lists and maps hold over 1,000,000 values or 32 Mi
 * characters (a few lines of an expression can share one list a million times), `expr_host_value` for what is no data.
 */
export function toJson(value: CelValue): Json {
  return outside(() => new PlainData().of(value, 0));
}

/** Failures as what callers outside of an evaluation get. */
function outside<T>(run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    throw thrown instanceof Failure ? new ExprError(thrown.code, thrown.message, { start: 0, end: 0 }) : thrown;
  }
}

/** One result on its way to plain data; counts what it holds. */
class PlainData {
  #values = 0;
  #length = 0;

  of(value: CelValue, depth: number): Json {
    deeper(depth);
    if (++this.#values > LIMITS.values) throw tooManyValues();
    switch (kindOf(value)) {
      case Kind.string:
        // A text alone is there already, however long; within lists it may be there many times.
        if (depth > 0) this.#count((value as string).length);
        return value as string;
      case Kind.double: {
        const number = toNumber(value);
        return Number.isFinite(number) ? number : formatDouble(number);
      }
      case Kind.uint:
        return small((value as CelUint).value);
      case Kind.bytes:
        this.#count((value as Uint8Array).length * 4 / 3);
        return base64(value as Uint8Array);
      case Kind.timestamp:
        return formatTimestamp(value as CelTimestamp);
      case Kind.duration:
        return formatDuration(value as CelDuration);
      case Kind.type:
        return (value as CelTypeValue).typeName;
      case Kind.list:
        return (value as readonly CelValue[]).map((item) => this.of(item, depth + 1));
      case Kind.map: {
        const object = emptyRecord<Json>();
        for (const entry of mapEntries(value as MapValue)) {
          const key = keyText(entry.key);
          this.#count(key.length);
          object[key] = this.of(entry.value, depth + 1);
        }
        return object;
      }
      case 0:
        throw new Failure("expr_host_value", "The value holds something that is no data");
      default:
        return value as Json;
    }
  }

  #count(length: number): void {
    this.#length += length;
    if (this.#length > LIMITS.outputLength) {
      throw new Failure("expr_too_large", `The texts of the value are too long; ${LIMITS.outputLength} characters are allowed`);
    }
  }
}

function tooManyValues(): Failure {
  return new Failure("expr_too_large", `The value holds too many values; ${LIMITS.values} are allowed`);
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
 * @throws {ExprError} as {@link toJson}.
 */
export function formatJson(value: CelValue): string {
  return outside(() => resultText(value, false));
}

/**
 * A value as JSON text that keeps every type: an integer is an int, any other number a double, and an object of one key says the rest:
 * `{"$uint":1}`, `{"$double":1.0}` or `{"$double":"NaN"}`, `{"$bytes":"base64"}`, `{"$timestamp":"…"}`, `{"$duration":"1.5s"}`, `{"$type":"int"}`, and
 * `{"$map":[[key,value],…]}` for maps with keys that are not texts or could be taken for one of these.
 *
 * @throws {ExprError} as {@link toJson}.
 */
export function formatTyped(value: CelValue): string {
  return outside(() => resultText(value, true));
}

function resultText(value: CelValue, typed: boolean): string {
  const text = new JsonText(new Meter(LIMITS.cost), { length: LIMITS.outputLength, valueCost: VALUE_COST });
  try {
    new JsonWriter(text, typed).write(value, 0);
  } catch (thrown) {
    throw thrown instanceof Failure && thrown.code === "expr_cost" ? tooManyValues() : thrown;
  }
  return text.finish();
}

/** The same within an evaluation: charges, and throws {@link Failure}. */
export function writeJson(value: CelValue, meter: Meter): string {
  const text = new JsonText(meter, { length: LIMITS.valueLength, valueCost: 2 });
  new JsonWriter(text, false).write(value, 0);
  return text.finish();
}

class JsonWriter {
  readonly #text: JsonText;
  readonly #typed: boolean;

  constructor(text: JsonText, typed: boolean) {
    this.#text = text;
    this.#typed = typed;
  }

  write(value: CelValue, depth: number): void {
    deeper(depth);
    const text = this.#text;
    text.value();
    switch (kindOf(value)) {
      case Kind.string:
        return text.quoted(value as string);
      case Kind.double:
        return this.#double(toNumber(value));
      case Kind.uint: {
        const digits = String((value as CelUint).value);
        return text.add(this.#typed ? `{"$uint":${digits}}` : digits);
      }
      case Kind.bytes:
        text.room((value as Uint8Array).length * 4 / 3);
        return this.#marked("bytes", base64(value as Uint8Array));
      case Kind.timestamp:
        return this.#marked("timestamp", formatTimestamp(value as CelTimestamp));
      case Kind.duration:
        return this.#marked("duration", formatDuration(value as CelDuration));
      case Kind.type:
        return this.#marked("type", (value as CelTypeValue).typeName);
      case Kind.list:
        return this.#list(value as readonly CelValue[], depth);
      case Kind.map:
        return this.#map(value as MapValue, depth);
      case 0:
        throw new Failure("expr_host_value", "The value holds something that is no data");
      default:
        text.add(String(value));
    }
  }

  /** A text that stands for a value of another type. */
  #marked(mark: string, content: string): void {
    this.#text.add(this.#typed ? `{"$${mark}":${JSON.stringify(content)}}` : JSON.stringify(content));
  }

  #double(number: number): void {
    if (!Number.isFinite(number)) return this.#marked("double", formatDouble(number));
    const digits = Object.is(number, -0) ? "-0" : String(number);
    const shown = /[.e]/.test(digits) ? digits : `${digits}.0`;
    // 1e+21 is an integer, too, so that it needs the mark.
    this.#text.add(this.#typed && Number.isInteger(number) ? `{"$double":${shown}}` : shown);
  }

  #list(items: readonly CelValue[], depth: number): void {
    this.#text.add("[");
    items.forEach((item, at) => {
      if (at > 0) this.#text.add(",");
      this.write(item, depth + 1);
    });
    this.#text.add("]");
  }

  #map(map: MapValue, depth: number): void {
    const entries = [...mapEntries(map)];
    const [only] = entries;
    const isMarkLike = entries.length === 1 && typeof only?.key === "string" && only.key.startsWith("$");
    if (this.#typed && (isMarkLike || entries.some((entry) => typeof entry.key !== "string"))) {
      this.#text.add('{"$map":[');
      entries.forEach((entry, at) => {
        if (at > 0) this.#text.add(",");
        this.#list([entry.key, entry.value], depth);
      });
      return this.#text.add("]}");
    }
    this.#text.add("{");
    entries.forEach((entry, at) => {
      if (at > 0) this.#text.add(",");
      this.#text.quoted(keyText(entry.key));
      this.#text.add(":");
      this.write(entry.value, depth + 1);
    });
    this.#text.add("}");
  }
}
