import { base32 } from "./base32.ts";

const RANDOM_LIMIT = 32 ** 5;

/** What a sequence of run ids needs from the world; a test fixes it. */
export interface RunIdOptions {
  /** Milliseconds since the epoch. Default: the clock. */
  now?(): number;
  /** A number in [0, 1). Default: random bits. */
  random?(): number;
}

/**
 * Makes a source of run ids such as `20261121-114233-k3f9x2a`: the time (UTC) to the second, then the millisecond and randomness in base
 * 32. Ids of one source always grow in sort order, also within a millisecond and when the clock jumps back; those of several processes
 * sort by time and differ but for one chance in 17 million per shared millisecond.
 */
export function runIds(options: RunIdOptions = {}): () => string {
  const now = options.now ?? Date.now;
  const random = options.random ?? (() => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32);
  let time = -1;
  let tail = 0;
  return () => {
    const present = Math.floor(now());
    if (present > time) {
      time = present;
      // The upper half stays free for the ids that follow within this millisecond.
      tail = Math.floor(random() * RANDOM_LIMIT / 2);
    } else if (++tail === RANDOM_LIMIT) {
      time += 1;
      tail = 0;
    }
    return format(time, tail);
  };
}

function format(time: number, tail: number): string {
  const [day = "", rest = ""] = new Date(time).toISOString().split("T");
  return `${day.replaceAll("-", "")}-${rest.slice(0, 8).replaceAll(":", "")}-${base32(time % 1000, 2)}${base32(tail, 5)}`;
}
