import { AppError, type Clock } from "../../core/mod.ts";

/**
 * Waits for something, but not longer than a time.
 *
 * @param what What did not happen when it takes longer.
 * @throws AppError `source_failed`.
 */
export async function within<T>(clock: Clock, ms: number, work: Promise<T>, what: string): Promise<T> {
  const over = new AbortController();
  const late = clock.sleep(ms, over.signal).then(() => {
    throw new AppError("source_failed", `${what} within ${ms / 1000} s`);
  });
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    // With a reason: without one an error with its stack is made, and nobody looks at it.
    over.abort("over");
  }
}
