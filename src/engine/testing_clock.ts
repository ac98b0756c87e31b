import type { Clock } from "../core/mod.ts";

interface Sleeper {
  readonly at: number;
  readonly order: number;
  wake(): void;
}

/**
 * A clock that stands still while anything happens and jumps to the next sleeper when nothing does, so that hours pass in no time and in
 * the same order every time.
 */
export class FakeClock implements Clock {
  #ms = 0;
  #order = 0;
  #tick: ReturnType<typeof setTimeout> | undefined;
  readonly #sleepers = new Set<Sleeper>();
  readonly #epoch: number;

  constructor(epoch = Date.UTC(2026, 0, 1)) {
    this.#epoch = epoch;
  }

  now(): number {
    return this.#epoch + this.#ms;
  }

  monotonicMs(): number {
    return this.#ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const sleeper: Sleeper = {
        at: this.#ms + ms,
        order: this.#order++,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener("abort", sleeper.wake);
          if (this.#sleepers.size === 0) this.#rest();
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", sleeper.wake, { once: true });
      this.#goOn();
    });
  }

  #goOn(): void {
    // All promises that can settle have done so before a task of the event loop runs.
    this.#tick ??= setTimeout(() => {
      this.#tick = undefined;
      let next: Sleeper | undefined;
      for (const sleeper of this.#sleepers) {
        if (next === undefined || sleeper.at < next.at || sleeper.at === next.at && sleeper.order < next.order) next = sleeper;
      }
      if (next === undefined) return;
      this.#ms = Math.max(this.#ms, next.at);
      next.wake();
      if (this.#sleepers.size > 0) this.#goOn();
    }, 0);
  }

  #rest(): void {
    clearTimeout(this.#tick);
    this.#tick = undefined;
  }
}
