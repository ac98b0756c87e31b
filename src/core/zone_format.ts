/**
 * Tells what the clocks of a time zone show, each part by itself, in the calendar and hours that `Date` counts in.
 *
 * @param zone An IANA name.
 * @throws RangeError when there is none of that name.
 */
export function zoneFormat(zone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
}
