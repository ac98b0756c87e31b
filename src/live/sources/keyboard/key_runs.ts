import { AppError, type Clock, type JsonObject } from "../../../core/mod.ts";
import type { KeyEvent } from "../../../core/keyboard/mod.ts";
import { emitHeld } from "../emit_held.ts";
import type { LiveContext } from "../live_source.ts";

/** So many keys may wait to become runs; then the device is not read until there is room. */
const MOST_WAITING = 1000;

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
        await emitHeld(source, context, clock, (reason) => {
          if (!this.#isHeldUp) context.notice(`Keys are held until runs can be written down. ${reason}`);
          this.#isHeldUp = true;
        });
        this.#isHeldUp = false;
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "stopping") context.fail(error instanceof Error ? error.message : String(error));
      } finally {
        this.#waiting--;
      }
    });
    if (this.#waiting >= MOST_WAITING) return this.#last;
  }
}
