import { setImmediate } from "node:timers";

/** Work of this length at a stretch delays nobody noticeably. */
const STRETCH_MS = 4;
/** Asking for the time costs as much as some of the work. */
const ASK_EVERY = 16;

/**
 * Lets the event loop turn now and then during long synchronous work. Thousands of `stat` calls are several times faster one after the
 * other than as promises, but together they would hold up every request.
 */
export class Breather {
  #since = performance.now();
  #asked = 0;

  /** Whether it is time for {@linkcode breathe}; asked between small pieces of work. */
  isDue(): boolean {
    return ++this.#asked % ASK_EVERY === 0 && performance.now() - this.#since > STRETCH_MS;
  }

  async breathe(): Promise<void> {
    await new Promise<void>((resolve) => void setImmediate(resolve));
    this.#since = performance.now();
  }
}
