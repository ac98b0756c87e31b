import { Failure } from "./problem.ts";
import { CelDuration, CelTimestamp } from "./values.ts";

/** Seconds of 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z: the range of timestamps. */
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;
/** The longest duration, either way: what 64 bits of nanoseconds hold (about 292 years). */
const MAX_NANOS = 2n ** 63n - 1n;
const MIN_NANOS = -(2n ** 63n);
const BILLION = 1_000_000_000;

/** A timestamp from any number of nanoseconds. Throws `expr_overflow` outside the years 1 to 9999. */
export function timestamp(seconds: number, nanos: number): CelTimestamp {
  const carry = Math.floor(nanos / BILLION);
  const whole = seconds + carry;
  if (!(whole >= FIRST_SECOND && whole <= LAST_SECOND)) {
    throw new Failure("expr_overflow", "The timestamp is out of range: the years 1 to 9999 are allowed");
  }
  return new CelTimestamp(whole, nanos - carry * BILLION);
}

/** A duration from nanoseconds. Throws `expr_overflow` beyond 64 bits of them. */
export function durationOfNanos(nanos: bigint): CelDuration {
  if (nanos > MAX_NANOS || nanos < MIN_NANOS) {
    throw new Failure("expr_overflow", "The duration is out of range: about 292 years are allowed");
  }
  const rest = BigInt.asUintN(64, ((nanos % NANOS) + NANOS) % NANOS);
  return new CelDuration(Number((nanos - rest) / NANOS), Number(rest));
}

const NANOS = BigInt(BILLION);

/** All of a duration, in nanoseconds. */
export function nanosOf(duration: CelDuration | CelTimestamp): bigint {
  return BigInt(duration.seconds) * NANOS + BigInt(duration.nanos);
}

export function addToTimestamp(time: CelTimestamp, duration: CelDuration): CelTimestamp {
  return timestamp(time.seconds + duration.seconds, time.nanos + duration.nanos);
}

export function subtractTimestamps(a: CelTimestamp, b: CelTimestamp): CelDuration {
  return durationOfNanos(nanosOf(a) - nanosOf(b));
}

export function addDurations(a: CelDuration, b: CelDuration): CelDuration {
  return durationOfNanos(nanosOf(a) + nanosOf(b));
}

export function negateDuration(duration: CelDuration): CelDuration {
  return durationOfNanos(-nanosOf(duration));
}

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/;

/** Reads RFC 3339. Throws `expr_conversion` for other texts and days that do not exist, `expr_overflow` outside the years 1 to 9999. */
export function parseTimestamp(text: string): CelTimestamp {
  const match = RFC3339.exec(text);
  const [year, month, day, hour, minute, second] = (match ?? []).slice(1, 7).map(Number);
  if (
    match === null || year === undefined || month === undefined || day === undefined || hour === undefined || minute === undefined ||
    second === undefined || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59
  ) {
    throw new Failure("expr_conversion", `'${text.slice(0, 60)}' is no timestamp; RFC 3339 is expected, such as 2026-10-07T12:00:00Z`);
  }
  const zone = match[8] ?? "Z";
  const offset = zone.toUpperCase() === "Z" ? 0 : offsetMinutes(zone);
  if (offset === undefined) throw new Failure("expr_conversion", `'${zone}' is no offset from UTC`);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return timestamp(date.getTime() / 1000 - offset * 60, Number((match[7] ?? "").padEnd(9, "0")));
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Minutes east of UTC of `+05:30`, `-2:30` or `02:00`; undefined for anything else. */
export function offsetMinutes(text: string): number | undefined {
  const match = /^([+-]?)(\d{1,2}):(\d{2})$/.exec(text);
  const hours = Number(match?.[2]);
  const minutes = Number(match?.[3]);
  if (match === null || hours > 23 || minutes > 59) return undefined;
  return (match[1] === "-" ? -1 : 1) * (hours * 60 + minutes);
}

/** RFC 3339 in UTC; fractions of a second only where there are any, without trailing zeros. */
export function formatTimestamp(time: CelTimestamp): string {
  const date = new Date(time.seconds * 1000);
  return `${date.toISOString().slice(0, 19)}${fraction(time.nanos)}Z`;
}

function fraction(nanos: number): string {
  return nanos === 0 ? "" : `.${String(nanos).padStart(9, "0").replace(/0+$/, "")}`;
}

/** Seconds with a fraction, such as `90s`, `-1.5s` or `0.000000001s`. */
export function formatDuration(duration: CelDuration): string {
  const nanos = nanosOf(duration);
  const size = nanos < 0n ? -nanos : nanos;
  return `${nanos < 0n ? "-" : ""}${size / NANOS}${fraction(Number(size % NANOS))}s`;
}

const UNIT_NANOS: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["µs", 1_000n],
  ["μs", 1_000n],
  ["ms", 1_000_000n],
  ["s", NANOS],
  ["m", 60n * NANOS],
  ["h", 3600n * NANOS],
]);

/** Reads `1h30m`, `-1.5s`, `100ms` or `0`. Throws `expr_conversion` for other texts, `expr_overflow` beyond about 292 years. */
export function parseDuration(text: string): CelDuration {
  const match = text.length <= 200 ? /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(text) : null;
  if (match === null) throw new Failure("expr_conversion", `'${text.slice(0, 60)}' is no duration; one looks like 1h30m, 1.5s or 100ms`);
  let nanos = 0n;
  for (const [, whole = "", rest = "", unit = ""] of (match[2] ?? "").matchAll(/(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g)) {
    const size = UNIT_NANOS.get(unit) ?? 0n;
    nanos += BigInt(whole || "0") * size;
    if (rest !== "") nanos += BigInt(rest) * size / 10n ** BigInt(rest.length);
  }
  return durationOfNanos(match[1] === "-" ? -nanos : nanos);
}
