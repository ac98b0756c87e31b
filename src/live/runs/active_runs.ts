import type { ActiveRun } from "./active_run.ts";

/** The runs that this process works on: how many take a place, and who is in which concurrency group. */
export class ActiveRuns {
  readonly #runs = new Map<string, ActiveRun>();
  readonly #groups = new Map<string, Set<ActiveRun>>();
  readonly #listeners = new Set<() => void>();
  #busy = 0;

  /** How many count against the runs that may be under way at once. */
  get busy(): number {
    return this.#busy;
  }

  get size(): number {
    return this.#runs.size;
  }

  get(run: string): ActiveRun | undefined {
    return this.#runs.get(run);
  }

  all(): readonly ActiveRun[] {
    return [...this.#runs.values()];
  }

  add(active: ActiveRun): void {
    this.#runs.set(active.run, active);
    if (active.isBusy) this.#busy++;
    this.move(active, active.group);
  }

  delete(active: ActiveRun): void {
    this.#runs.delete(active.run);
    if (active.isBusy) this.#busy--;
    this.move(active, undefined);
    this.tellChange();
  }

  /** Moves a run to another concurrency group; one that only ends takes no place in it. */
  move(active: ActiveRun, group: string | undefined): void {
    if (active.group !== undefined) {
      const left = this.#groups.get(active.group);
      left?.delete(active);
      if (left?.size === 0) this.#groups.delete(active.group);
    }
    active.group = group;
    if (group === undefined || active.isDoomed) return;
    const entered = this.#groups.get(group) ?? new Set();
    this.#groups.set(group, entered.add(active));
  }

  /** Notes whether a run has nothing to do but wait for others. @returns Whether that gave a place to others. */
  setWaiting(active: ActiveRun, isWaiting: boolean): boolean {
    if (active.isWaiting === isWaiting) return false;
    const wasBusy = active.isBusy;
    active.isWaiting = isWaiting;
    this.#busy += Number(active.isBusy) - Number(wasBusy);
    return isWaiting;
  }

  /** Those of a concurrency group, oldest first. */
  ofGroup(group: string): ReadonlySet<ActiveRun> {
    return this.#groups.get(group) ?? new Set();
  }

  /** Resolves when some run has begun or ended, or once `signal` aborts. */
  change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#listeners.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      if (signal.aborted) return resolve();
      this.#listeners.add(done);
      signal.addEventListener("abort", done);
    });
  }

  tellChange(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
