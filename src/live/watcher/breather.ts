import { setImmediate } from "node:timers/promises";

/** Work of this length at a stretch delays nobody noticeably. */
const STRETCH_MS = 2;

/**
 * Lets the event loop turn now and then during long synchronous work. Thousands of `stat` calls are several times faster one after the
 * other than as promises, but together they would hold up every request.
 */
export class Breather {
  #since = performance.now();

  /** Whether it is time for {@linkcode breathe}. */
  get isDue(): boolean {
    return performance.now() - this.#since > STRETCH_MS;
  }

  async breathe(): Promise<void> {
    await setImmediate();
    this.#since = performance.now();
  }
}
