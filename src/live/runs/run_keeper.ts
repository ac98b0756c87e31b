import { AppError, type Clock, type RunSettings } from "../../core/mod.ts";
import type { RunRemoval } from "../../platform/mod.ts";

/** What {@link RunKeeper} works with. */
export interface RunKeeperOptions {
  readonly removal: RunRemoval;
  readonly clock: Clock;
  settings(): Pick<RunSettings, "keep" | "keep_for">;
  warn(message: string, error: unknown): void;
}

/** Between two looks when nothing ends. */
const LOOK_MS = 60_000;
/** Runs that end before it looks again sooner. */
const ENDS_A_LOOK = 100;
/** Runs forgotten at once; between two such steps others get their turn. */
const RUNS_A_STEP = 50;
const PAUSE_MS = 2;

/** Forgets ended runs as the settings say, a little at a time, for as long as the daemon serves. */
export class RunKeeper {
  readonly #of: RunKeeperOptions;
  readonly #over = new AbortController();
  #sleep = new AbortController();
  #work: Promise<void> = Promise.resolve();
  #ends = 0;

  constructor(of: RunKeeperOptions) {
    this.#of = of;
  }

  start(): void {
    this.#work = this.#keep();
  }

  /** Looks again soon: the settings may have changed. */
  wake(): void {
    this.#sleep.abort();
  }

  /** A run has ended. */
  noteEnd(): void {
    if (++this.#ends >= ENDS_A_LOOK) this.wake();
  }

  /** Resolves once it does nothing any more; the next one goes on where it was. */
  async stop(): Promise<void> {
    this.#over.abort();
    this.wake();
    await this.#work;
  }

  async #keep(): Promise<void> {
    const { clock, warn } = this.#of;
    while (!this.#over.signal.aborted) {
      this.#sleep = new AbortController();
      this.#ends = 0;
      try {
        await this.#look();
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        warn("Old runs could not be removed", error);
      }
      if (this.#over.signal.aborted) return;
      await clock.sleep(LOOK_MS, this.#sleep.signal);
    }
  }

  async #look(): Promise<void> {
    const { removal, clock, settings } = this.#of;
    for (let hasMore = true; hasMore && !this.#over.signal.aborted;) {
      const { keep, keep_for: keepForMs } = settings();
      const marked = removal.prune({ keep, ...keepForMs === undefined ? {} : { keepForMs }, now: clock.now() }, RUNS_A_STEP);
      hasMore = marked >= RUNS_A_STEP;
      while (!this.#over.signal.aborted && await removal.step()) await clock.sleep(PAUSE_MS);
    }
  }
}
