import { ranged } from "../arithmetic.ts";
import type { Meter } from "../meter.ts";
import { nanosOf, timestamp as timestampOf } from "../time.ts";
import { localDate } from "../time_zone.ts";
import { types } from "../types.ts";
import type { CelDuration, CelTimestamp, CelValue } from "../values.ts";
import { fn, type FunctionRow, method } from "./row.ts";

const { duration, int, string, timestamp } = types;

/** The time it is, the fields of timestamps, in UTC or a zone, and the parts of durations. */
export const TIMES: readonly FunctionRow[] = [
  {
    name: "now",
    group: "time",
    overloads: [fn([], timestamp, ({ nowMs }) => timestampOf(Math.floor(nowMs / 1000), nowMs % 1000 * 1_000_000))],
    cost: "0",
    summary: "The time at which the expression is evaluated, to the millisecond; the same all through one evaluation",
    example: ["now() > timestamp('2026-01-01T00:00:00Z') && now() == now()", "true"],
  },
  field("getFullYear", (date) => date.getUTCFullYear(), undefined, "The year", "2026"),
  field("getMonth", (date) => date.getUTCMonth(), undefined, "The month, from 0", "9"),
  field("getDate", (date) => date.getUTCDate(), undefined, "The day of the month, from 1", "7"),
  field("getDayOfMonth", (date) => date.getUTCDate() - 1, undefined, "The day of the month, from 0", "6"),
  field("getDayOfWeek", (date) => date.getUTCDay(), undefined, "The day of the week, Sunday 0", "3"),
  field("getDayOfYear", dayOfYear, undefined, "The day of the year, from 0", "279"),
  field("getHours", (date) => date.getUTCHours(), 3_600_000_000_000n, "The hour of the day, or all the hours of a duration", "12"),
  field("getMinutes", (date) => date.getUTCMinutes(), 60_000_000_000n, "The minute of the hour, or all the minutes of a duration", "30"),
  field("getSeconds", (date) => date.getUTCSeconds(), 1_000_000_000n, "The second of the minute, or all the seconds of a duration", "15"),
  field("getMilliseconds", (date) => date.getUTCMilliseconds(), 0n, "The milliseconds of the second, of a timestamp or a duration", "250"),
];

function dayOfYear(date: Date): number {
  const first = new Date(date);
  first.setUTCMonth(0, 1);
  return Math.round((date.getTime() - first.getTime()) / 86_400_000);
}

/** A function over timestamps, and over durations when `unit` (in nanoseconds; 0: milliseconds of the second) is given. */
function field(name: string, read: (date: Date) => number, unit: bigint | undefined, summary: string, value: string): FunctionRow {
  const ofTime = (meter: Meter, time: CelTimestamp, zone?: string) => read(localDate(meter, time, zone));
  const ofDuration = (_meter: unknown, span: CelDuration): CelValue =>
    unit === 0n ? ranged(nanosOf(span) / 1_000_000n % 1000n) : ranged(nanosOf(span) / (unit ?? 1n));
  return {
    name,
    group: "time",
    overloads: [
      method([timestamp], int, ofTime),
      method([timestamp, string], int, ofTime),
      ...(unit === undefined ? [] : [method([duration], int, ofDuration)]),
    ],
    cost: "100 with a time zone, 2,000 more with a new one",
    summary: `${summary}; a time zone may be named`,
    example: [`timestamp('2026-10-07T12:30:15.25Z').${name}()`, value],
  };
}
