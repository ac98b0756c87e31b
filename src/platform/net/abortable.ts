/**
 * Waits for what cannot be interrupted, but not longer than until the signal.
 *
 * @param discard Closes what comes too late.
 * @throws The signal's reason.
 */
export async function abortable<T>(pending: Promise<T>, signal: AbortSignal, discard: (late: T) => void): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([pending, aborted.promise]);
  } catch (error) {
    // Also when it failed by itself: then there is nothing to discard.
    pending.then(discard, () => {});
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
