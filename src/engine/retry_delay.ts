/** A retry's numbers, all resolved. */
export interface RetryDelayOptions {
  /** Milliseconds before the second try. */
  readonly delay: number;
  /** Factor from one delay to the next. */
  readonly backoff: number;
  /** Longest delay in milliseconds, before jitter. */
  readonly cap: number | undefined;
  readonly jitter: boolean;
}

/**
 * How long to wait after a try failed.
 *
 * @param tries How many tries have failed, from 1.
 * @param random A number in [0, 1), read only with jitter.
 * @returns Whole milliseconds: delay × backoff^(tries−1), at most the cap, with jitter spread over 50 % to 100 % of that.
 *
 * @example
 * ```ts
 * console.assert(retryDelay(3, { delay: 1000, backoff: 2, cap: undefined, jitter: false }, Math.random) === 4000);
 * ```
 */
export function retryDelay(tries: number, options: RetryDelayOptions, random: () => number): number {
  const grown = Math.min(options.delay * options.backoff ** (tries - 1), options.cap ?? Infinity, LONGEST_MS);
  return Math.round(options.jitter ? grown * (0.5 + random() / 2) : grown);
}

/** A timer of the platform takes no more; 24 days are beyond any sensible pause. */
const LONGEST_MS = 2 ** 31 - 1;
