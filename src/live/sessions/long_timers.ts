/** The longest that a timer of the runtime can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** Timers of any length, ended together. None keeps the process alive. */
export class LongTimers implements Disposable {
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (ms > LONGEST_MS) this.after(ms - LONGEST_MS, act);
      else act();
    }, Math.min(Math.ceil(ms), LONGEST_MS));
    Deno.unrefTimer(timer);
    this.#timers.add(timer);
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
