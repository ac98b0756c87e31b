import { AppError } from "../../core/mod.ts";
import type { Database } from "./database.ts";
import type { Owners } from "./owner.ts";

/** Between two looks for requests; one indexed query of some ten microseconds for all runs of this process. */
const POLL_MS = 100;

/** Sees requests of other processes to cancel runs of this one. It looks only while someone waits. */
export class CancelWatch implements Disposable {
  readonly #database: Database;
  readonly #owners: Owners;
  readonly #waiting = new Map<string, Set<(asked: boolean) => void>>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(database: Database, owners: Owners) {
    this.#database = database;
    this.#owners = owners;
  }

  /** Resolves with true once `run` is asked to cancel, with false when `signal` aborts first or the state folder is closed. */
  wait(run: string, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(run) ?? new Set();
      this.#waiting.set(run, waiting);
      const settle = (asked: boolean) => {
        waiting.delete(settle);
        if (waiting.size === 0) this.#waiting.delete(run);
        if (this.#waiting.size === 0) this.#stop();
        signal.removeEventListener("abort", given);
        resolve(asked);
      };
      const given = () => settle(false);
      waiting.add(settle);
      signal.addEventListener("abort", given);
      this.#start();
      this.#lookAgain();
    });
  }

  [Symbol.dispose](): void {
    this.#stop();
    for (const waiting of [...this.#waiting.values()]) for (const settle of [...waiting]) settle(false);
  }

  #start(): void {
    if (this.#timer !== undefined) return;
    // A timer that was due in the turn that stopped it may still fire.
    this.#timer = setInterval(() => this.#timer !== undefined && this.#lookAgain(), POLL_MS);
    // Watching for requests must not be what keeps the process from ending.
    if (typeof this.#timer === "number") Deno.unrefTimer(this.#timer);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #lookAgain(): void {
    try {
      this.#look();
    } catch (error) {
      // A folder that cannot be read at the moment must not end the run from inside a timer; the next look tries again.
      if (!(error instanceof AppError)) throw error;
    }
  }

  #look(): void {
    for (const { run } of this.#database.all("SELECT run FROM runs WHERE cancel = 1 AND owner = ?", this.#owners.own())) {
      for (const settle of [...this.#waiting.get(String(run)) ?? []]) settle(true);
    }
  }
}
