import { zoneFormat } from "../../src/core/mod.ts";
import type { Meter } from "./meter.ts";
import { Failure } from "./problem.ts";
import { offsetMinutes } from "./time.ts";
import type { CelTimestamp } from "./values.ts";

/**
 * A timestamp as a date whose UTC getters give the local fields of a zone.
 *
 * @param zone A name of the IANA database (`Europe/Berlin`) or an offset (`+02:00`, `-2:30`, `02:00`); UTC when undefined.
 * @throws `expr_argument` for a zone that is not known.
 */
export function localDate(meter: Meter, time: CelTimestamp, zone: string | undefined): Date {
  const utcMs = time.seconds * 1000 + Math.floor(time.nanos / 1e6);
  if (zone === undefined || zone === "UTC" || zone === "") return new Date(utcMs);
  meter.charge(100);
  const fixed = offsetMinutes(zone);
  return new Date(utcMs + (fixed === undefined ? zoneOffsetMs(utcMs, formatOf(meter, zone)) : fixed * 60_000));
}

function zoneOffsetMs(utcMs: number, format: Intl.DateTimeFormat): number {
  const fields: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(utcMs)) fields[type] = Number(value);
  const local = new Date(0);
  local.setUTCFullYear(fields["year"] ?? 1970, (fields["month"] ?? 1) - 1, fields["day"] ?? 1);
  local.setUTCHours((fields["hour"] ?? 0) % 24, fields["minute"] ?? 0, fields["second"] ?? 0);
  return local.getTime() - Math.floor(utcMs / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();
/** Of the names in the database none has more than 32 characters. */
const LONGEST_NAME = 64;

function formatOf(meter: Meter, zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  meter.charge(2_000);
  let format: Intl.DateTimeFormat;
  try {
    // A sign or digit first would be an offset in a form that CEL does not have.
    if (zone.length > LONGEST_NAME || !/^[A-Za-z]/.test(zone)) throw new RangeError("not a name");
    format = zoneFormat(zone);
  } catch {
    throw new Failure("expr_argument", `'${zone.slice(0, 60)}' is no time zone`);
  }
  // A zone costs some kilobytes; names come from users' data, so the number kept is bounded.
  if (formats.size >= 64) formats.clear();
  formats.set(zone, format);
  return format;
}
