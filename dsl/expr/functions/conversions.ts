import { MAX_UINT, ranged, toNumber } from "../arithmetic.ts";
import type { Meter } from "../meter.ts";
import { Failure } from "../problem.ts";
import { formatDuration, formatTimestamp, parseDuration, parseTimestamp, timestamp } from "../time.ts";
import { types } from "../types.ts";
import { CelDuration, CelTimestamp, CelTypeValue, CelUint, type CelValue, double, typeNameOf } from "../values.ts";
import { formatDouble } from "../format_double.ts";
import { fn, type FunctionRow, type Run } from "./row.ts";

const { bool, bytes, duration, dyn, int, string, timestamp: time, type, uint } = types;
const real = types.double;
const same: Run = (_meter, value: CelValue) => value;

/** Conversions between types, `type` and `dyn`. */
export const CONVERSIONS: readonly FunctionRow[] = [
  {
    name: "int",
    group: "conversions",
    overloads: [
      fn([int], int, same),
      fn([uint], int, (_meter, value: CelUint) => ranged(value.value)),
      fn([real], int, (_meter, value: CelValue) => intOfDouble(toNumber(value))),
      fn([string], int, (_meter, text: string) => ranged(BigInt(matching(text, /^[+-]?\d{1,40}$/, "int").replace(/^\+/, "")))),
      fn([time], int, (_meter, value: CelTimestamp) => value.seconds),
    ],
    cost: "0",
    summary: "An int: of a double cut towards zero, of a text in decimal, of a timestamp its seconds since 1970",
    example: ["int('-42') + int(2.9)", "-40"],
  },
  {
    name: "uint",
    group: "conversions",
    overloads: [
      fn([uint], uint, same),
      fn([int], uint, (_meter, value: number) => uintOf(BigInt(value))),
      fn([real], uint, (_meter, value: CelValue) => uintOfDouble(toNumber(value))),
      fn([string], uint, (_meter, text: string) => uintOf(BigInt(matching(text, /^\d{1,40}$/, "uint")))),
    ],
    cost: "0",
    summary: "An unsigned int, as int()",
    example: ["uint('7')", "7u"],
  },
  {
    name: "double",
    group: "conversions",
    overloads: [
      fn([real], real, same),
      fn([int], real, (_meter, value: number) => double(Number(value))),
      fn([uint], real, (_meter, value: CelUint) => double(Number(value.value))),
      fn([string], real, (_meter, text: string) => doubleOf(text)),
    ],
    cost: "0",
    summary: "A double: the nearest one of a number, or of a text such as 1.5, 1e3, NaN or -Infinity",
    example: ["double('1.5') + double(2)", "3.5"],
  },
  {
    name: "string",
    group: "conversions",
    overloads: [
      fn([string], string, same),
      fn([int], string, (_meter, value: number) => String(value)),
      fn([uint], string, (_meter, value: CelUint) => String(value.value)),
      fn([real], string, (_meter, value: CelValue) => formatDouble(toNumber(value))),
      fn([bool], string, (_meter, value: boolean) => String(value)),
      fn([bytes], string, (meter, value: Uint8Array) => {
        meter.text(value.length, 2);
        return textOfBytes(value);
      }),
      fn([time], string, (_meter, value: CelTimestamp) => formatTimestamp(value)),
      fn([duration], string, (_meter, value: CelDuration) => formatDuration(value)),
    ],
    cost: "length / 4",
    summary: "A text: bytes are read as UTF-8, timestamps become RFC 3339, durations seconds such as 90s",
    example: ["string(1) + string(true) + string(duration('1m30s'))", "'1true90s'"],
  },
  {
    name: "bytes",
    group: "conversions",
    overloads: [
      fn([bytes], bytes, same),
      fn([string], bytes, encodedText),
    ],
    cost: "length / 4",
    summary: "The UTF-8 bytes of a text",
    example: ["size(bytes('ä'))", "2"],
  },
  {
    name: "bool",
    group: "conversions",
    overloads: [fn([bool], bool, same), fn([string], bool, (_meter, text: string) => boolOf(text))],
    cost: "0",
    summary: "A bool of the texts 1, t, true, TRUE, True, 0, f, false, FALSE and False",
    example: ["bool('true')", "true"],
  },
  {
    name: "timestamp",
    group: "conversions",
    overloads: [
      fn([time], time, same),
      fn([string], time, (_meter, text: string) => parseTimestamp(text)),
      fn([int], time, (_meter, seconds: number) => timestamp(Number(seconds), 0)),
    ],
    cost: "0",
    summary: "A point in time, of RFC 3339 or of seconds since 1970; the years 1 to 9999",
    example: ["timestamp('2026-10-07T12:00:00+02:00') == timestamp(1791367200)", "true"],
  },
  {
    name: "duration",
    group: "conversions",
    overloads: [fn([duration], duration, same), fn([string], duration, (_meter, text: string) => parseDuration(text))],
    cost: "0",
    summary: "A span of time, of a text such as 1h30m, 1.5s or 100ms",
    example: ["duration('1h30m') == duration('5400s')", "true"],
  },
  {
    name: "type",
    group: "conversions",
    overloads: [fn([dyn], type, (_meter, value: CelValue) => new CelTypeValue(typeNameOf(value)))],
    cost: "0",
    summary: "The type of a value, to be compared with bool, int, uint, double, string, bytes, list, map, null_type or type",
    example: ["type(1) == int && type([]) == list", "true"],
  },
  {
    name: "dyn",
    group: "conversions",
    overloads: [fn([dyn], dyn, same)],
    cost: "0",
    summary: "The value itself, of a type that the checker does not know",
    example: ["dyn(1) == 1", "true"],
  },
];

function matching(text: string, pattern: RegExp, wanted: string): string {
  if (!pattern.test(text)) throw new Failure("expr_conversion", `'${text.slice(0, 40)}' cannot be converted to ${wanted}`);
  return text;
}

function intOfDouble(value: number): CelValue {
  // The doubles ±2^63 are where rounding may already have left the range, so both are refused.
  if (!(value > -(2 ** 63) && value < 2 ** 63)) throw new Failure("expr_overflow", "The double is out of the range of int");
  return ranged(BigInt(Math.trunc(value)));
}

function uintOfDouble(value: number): CelValue {
  if (!(value >= 0 && value < 2 ** 64)) throw new Failure("expr_overflow", "The double is out of the range of uint");
  return uintOf(BigInt(Math.trunc(value)));
}

function uintOf(value: bigint): CelUint {
  if (value < 0n || value > MAX_UINT) throw new Failure("expr_overflow", "The number is out of the range of uint");
  return new CelUint(value);
}

/** The double that a text writes. Throws `expr_conversion` for other texts. */
export function doubleOf(text: string): CelValue {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return double(Number(text));
  const special = /^([+-]?)(?:(nan)|inf|infinity)$/i.exec(text);
  if (special === null) throw new Failure("expr_conversion", `'${text.slice(0, 40)}' cannot be converted to double`);
  return special[2] === undefined ? (special[1] === "-" ? -Infinity : Infinity) : NaN;
}

function boolOf(text: string): boolean {
  if (/^(?:1|t|true|TRUE|True)$/.test(text)) return true;
  if (/^(?:0|f|false|FALSE|False)$/.test(text)) return false;
  throw new Failure("expr_conversion", `'${text.slice(0, 40)}' cannot be converted to bool`);
}

/** The UTF-8 of a text; a lone surrogate becomes the replacement character. */
export function encodedText(meter: Meter, text: string): Uint8Array {
  meter.text(text.length, 2);
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > text.length) meter.text(bytes.length);
  return bytes;
}

/** The text of UTF-8 bytes. Throws `expr_conversion` when they are none. */
export function textOfBytes(value: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    throw new Failure("expr_conversion", "The bytes are not valid UTF-8");
  }
}
