import { ZoneClock } from "./zone_clock.ts";

/** Times of a cron text in a time zone. Moments are milliseconds since the epoch. */
export class CronTimes {
  readonly #nextWall: (wallMs: number) => number | undefined;
  readonly #clock: ZoneClock;
  readonly #isFixed: boolean;

  private constructor(nextWall: (wallMs: number) => number | undefined, clock: ZoneClock, isFixed: boolean) {
    this.#nextWall = nextWall;
    this.#clock = clock;
    this.#isFixed = isFixed;
  }

  /**
   * Reads a cron text. The library for it is loaded with the first.
   *
   * @param zone An IANA name; default the machine's.
   * @throws Error for a text that is no cron, RangeError for a zone that does not exist.
   */
  static async load(text: string, zone: string = new Intl.DateTimeFormat().resolvedOptions().timeZone): Promise<CronTimes> {
    const { Cron } = await import("croner");
    // The library is asked about wall clocks alone: how it treats their changes differs from field to field.
    const cron = new Cron(text, { paused: true, utcOffset: 0 });
    return new CronTimes((wallMs) => cron.nextRun(new Date(wallMs))?.getTime(), new ZoneClock(zone), hasFixedHour(text));
  }

  /**
   * The first time after a moment; undefined when there is none.
   *
   * Where clocks are put forward, a time of a fixed hour that they skip comes at the change; where they are put back, it comes in the first of
   * the two hours alone. A cron with `*` for the hours counts the hours that really pass.
   */
  next(after: number): number | undefined {
    let from = after;
    let offset = this.#clock.offsetAt(from);
    let wall = Math.max(from + offset, this.#repeatedUntil(from, offset) - 1000);
    for (;;) {
      const nextWall = this.#nextWall(wall);
      if (nextWall === undefined) return undefined;
      const change = this.#clock.changeWithin(from, nextWall - offset);
      if (change === undefined) return nextWall - offset;
      const [before, later] = [change + offset, change + this.#clock.offsetAt(change)];
      if (this.#isFixed && nextWall < later) return change;
      wall = (this.#isFixed ? Math.max(before, later) : later) - 1000;
      from = change;
      offset = later - change;
    }
  }

  /**
   * The last times after `from` and up to `to`, oldest first.
   *
   * @param most How many at most.
   * @returns Also whether there are more before them.
   */
  latest(from: number, to: number, most: number): { readonly times: readonly number[]; readonly isCut: boolean } {
    for (let span = 1000;; span *= 2) {
      const start = Math.max(from, to - span);
      const times: number[] = [];
      for (let time = this.next(start); time !== undefined && time <= to; time = this.next(time)) times.push(time);
      if (times.length > most || start === from) return { times: times.slice(-most), isCut: times.length > most };
    }
  }

  /** The wall time up to which clocks show for the second time what they showed before; only fixed hours mind. */
  #repeatedUntil(at: number, offset: number): number {
    if (!this.#isFixed) return -Infinity;
    const change = this.#clock.changeWithin(at - LONGEST_REPEAT_MS, at);
    if (change === undefined) return -Infinity;
    const until = change + this.#clock.offsetAt(change - 1000);
    return at + offset < until ? until : -Infinity;
  }
}

/** No zone has put its clocks back by more than a day. */
const LONGEST_REPEAT_MS = 25 * 3_600_000;

function hasFixedHour(text: string): boolean {
  const fields = text.trim().split(/\s+/);
  if (fields.length === 1) return !/^@hourly$/i.test(text.trim());
  return !(fields.at(fields.length === 6 ? 2 : 1) ?? "").startsWith("*");
}
