/** How a recording's time passes when it is played. */
export interface PlayOptions {
  /** So many times as fast; above 0. */
  readonly speed: number;
  /** The longest wait between two pieces of output in the recording's own time, in seconds; Infinity for any. */
  readonly idleLimitS: number;
}

/**
 * When pieces of output have to be shown, in milliseconds since the beginning. Counted from there rather than from each other: what is
 * shown late must not make the rest later. Time that goes backwards stands still.
 */
export function playTimes({ speed, idleLimitS }: PlayOptions): (atS: number) => number {
  let last = 0;
  let shownMs = 0;
  return (atS) => {
    const waitS = Math.min(Math.max(atS - last, 0), idleLimitS);
    last = Math.max(last, atS);
    return shownMs += waitS * 1000 / speed;
  };
}
