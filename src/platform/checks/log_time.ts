const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** A line's time stands near its beginning. */
const LOOKED_AT = 300;
const DAY_MS = 86_400_000;

const ISO = /(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|[+-]\d\d:?\d\d(?!\d))?/;
const COMMON = /(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-]\d{4})/;
const SYSLOG = /^(?:<\d+>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)/;
const EPOCH = /(?:^\[?|"(?:time|ts|timestamp|@timestamp)"\s*:\s*"?)(\d{10})(\d{3})?(?:\.(\d{1,9}))?(?!\d)/;

/**
 * Finds the time that a line of a log carries: ISO 8601 and its kin, the common log format, syslog's without a year, seconds or
 * milliseconds since the epoch. One without a zone is this machine's.
 *
 * @param now For the year that syslog leaves out.
 * @returns Milliseconds since the epoch; undefined when there is none.
 */
export function logTime(line: string, now: number): number | undefined {
  const head = line.slice(0, LOOKED_AT);
  const iso = ISO.exec(head);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    return timeOf([Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)], zone, fraction);
  }
  const common = COMMON.exec(head);
  if (common !== null) {
    const [, day, month = "", year, hour, minute, second, zone] = common;
    return timeOf([Number(year), monthOf(month), Number(day), Number(hour), Number(minute), Number(second)], zone);
  }
  const syslog = SYSLOG.exec(head);
  if (syslog !== null) {
    const [, month = "", day, hour, minute, second] = syslog;
    const year = new Date(now).getFullYear();
    const parts = [monthOf(month), Number(day), Number(hour), Number(minute), Number(second)] as const;
    const time = timeOf([year, ...parts]);
    // In January the lines of December are last year's.
    return time !== undefined && time > now + DAY_MS ? timeOf([year - 1, ...parts]) : time;
  }
  const epoch = EPOCH.exec(head);
  if (epoch === null) return undefined;
  const [, seconds, milliseconds = "0", fraction] = epoch;
  return Number(seconds) * 1000 + Number(milliseconds) + fractionMs(fraction);
}

type Parts = readonly [year: number, month: number, day: number, hour: number, minute: number, second: number];

function timeOf(parts: Parts, zone?: string, fraction?: string): number | undefined {
  const [year, month, day, hour, minute, second] = parts;
  if (month < 0 || month > 11 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60) return undefined;
  if (zone === undefined) return new Date(year, month, day, hour, minute, second).getTime() + fractionMs(fraction);
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  const offset = match === null ? 0 : (match[1] === "-" ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
  return Date.UTC(year, month, day, hour, minute, second) - offset + fractionMs(fraction);
}

function fractionMs(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
}

function monthOf(name: string): number {
  return MONTHS.indexOf(name.toLowerCase());
}
