import { zoneFormat } from "../../../core/mod.ts";

/** What the clocks of a time zone show. */
export class ZoneClock {
  readonly #format: Intl.DateTimeFormat | undefined;

  /** @param zone An IANA name. @throws RangeError when there is none of that name. */
  constructor(zone: string) {
    this.#format = zone === "UTC" ? undefined : zoneFormat(zone);
  }

  /** How many milliseconds the clocks are ahead of UTC at a moment, in milliseconds since the epoch. */
  offsetAt(ms: number): number {
    if (this.#format === undefined) return 0;
    const fields: Record<string, number> = {};
    for (const { type, value } of this.#format.formatToParts(ms)) fields[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1000) * 1000;
  }

  /** The first moment after `from` and up to `to` from which the clocks show another offset than at `from`; undefined when there is none. */
  changeWithin(from: number, to: number): number | undefined {
    if (this.#format === undefined) return undefined;
    const offset = this.offsetAt(from);
    for (let low = from; low < to;) {
      const high = Math.min(to, low + STEP_MS);
      if (this.offsetAt(high) !== offset) return this.#firstOther(low, high, offset);
      low = high;
    }
    return undefined;
  }

  #firstOther(low: number, high: number, offset: number): number {
    let [before, after] = [Math.floor(low / 1000), Math.ceil(high / 1000)];
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (this.offsetAt(middle * 1000) === offset) before = middle;
      else after = middle;
    }
    return after * 1000;
  }
}

/** No zone changes its clocks and back again within a day. */
const STEP_MS = 86_400_000;
