import type { Clock } from "../core/mod.ts";

/** The longest time one timer takes; longer ones are slept in parts. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Makes the clock of this machine. */
export function createClock(): Clock {
  return {
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    async sleep(ms, signal) {
      const end = performance.now() + ms;
      for (let left = ms; left > 0 && !signal?.aborted; left = end - performance.now()) {
        await timer(Math.min(left, LONGEST_TIMER_MS), signal);
      }
    },
  };
}

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const id = setTimeout(done, ms);
    function done() {
      clearTimeout(id);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done);
  });
}
