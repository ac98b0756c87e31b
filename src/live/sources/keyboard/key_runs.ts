import { AppError, type Clock, type JsonObject, type SourceEvent } from "../../../core/mod.ts";
import type { KeyEvent } from "../../../core/keyboard/mod.ts";
import type { LiveContext } from "../live_source.ts";

/** So many keys may wait to become runs; then the device is not read until there is room. */
const MOST_WAITING = 1000;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2000;

/** Keys on their way to become runs, one after the other, in the order in which they came. */
export class KeyRuns {
  #waiting = 0;
  #isHeldUp = false;
  #last: Promise<void> = Promise.resolve();

  /** Resolves once those that are there now are runs. */
  get settled(): Promise<void> {
    return this.#last;
  }

  /** @returns A promise where no more should come before it settles. */
  add(event: KeyEvent, context: LiveContext, clock: Clock, fields?: JsonObject): void | Promise<void> {
    this.#waiting++;
    const said = fields === undefined ? {} : { fields };
    const source = { id: crypto.randomUUID(), time: clock.now(), kind: "keyboard", payload: { ...event }, ...said } as const;
    this.#last = this.#last.then(async () => {
      try {
        await this.#emit(source, context, clock);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "stopping") context.fail(error instanceof Error ? error.message : String(error));
      } finally {
        this.#waiting--;
      }
    });
    if (this.#waiting >= MOST_WAITING) return this.#last;
  }

  /** What cannot be written down now is held, for as long as there is a daemon: nobody presses the key again. */
  async #emit(event: SourceEvent, context: LiveContext, clock: Clock): Promise<void> {
    for (let delayMs = FIRST_RETRY_MS;; delayMs = Math.min(2 * delayMs, LONGEST_RETRY_MS)) {
      try {
        await context.emit(event);
        this.#isHeldUp = false;
        return;
      } catch (error) {
        if (!(error instanceof AppError) || !error.code.startsWith("state_")) throw error;
        if (!this.#isHeldUp) context.notice(`Keys are held until runs can be written down. ${error.message}`);
        this.#isHeldUp = true;
      }
      await clock.sleep(delayMs);
    }
  }
}
