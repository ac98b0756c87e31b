import type { ModuleId, ModuleState, ModuleStep } from "../../core/mod.ts";

/**
 * The life of a change, as a table: which state may follow which. A refused change leads to `error`, and what serves goes on serving: a
 * file that is wrong stays there until it is fixed, a wrong request leads back to `active` at once. A change that turned out to be none
 * leads from `preparing` to `active`. A module that was ended can be made again while its last runs are still draining.
 */
export const MODULE_TRANSITIONS: Readonly<Record<ModuleState, readonly ModuleState[]>> = {
  idle: ["detected"],
  detected: ["preparing"],
  preparing: ["syncing", "active", "error"],
  syncing: ["swapping", "error"],
  swapping: ["active", "draining", "error"],
  active: ["detected"],
  error: ["detected", "active"],
  draining: ["retired", "detected"],
  retired: ["detected"],
};

/** Told of every step of a module. */
export type OnStep = (module: ModuleId, step: ModuleStep) => void;

/** Where one module stands. */
export class ModuleMachine {
  readonly #module: ModuleId;
  readonly #now: () => number;
  readonly #onStep: OnStep;
  #state: ModuleState = "idle";
  #timeline: ModuleStep[] = [];

  /** @param now Milliseconds since the epoch. */
  constructor(module: ModuleId, now: () => number, onStep: OnStep) {
    this.#module = module;
    this.#now = now;
    this.#onStep = onStep;
  }

  get state(): ModuleState {
    return this.#state;
  }

  /** The steps since the last `detected`, that one included. */
  get timeline(): readonly ModuleStep[] {
    return this.#timeline;
  }

  /** @throws TypeError for a step that the table does not have: a mistake of ours. */
  to(state: ModuleState): void {
    if (!MODULE_TRANSITIONS[this.#state].includes(state)) {
      throw new TypeError(`The module ${this.#module} cannot go from ${this.#state} to ${state}`);
    }
    this.#state = state;
    const step = { state, time: this.#now() };
    if (state === "detected") this.#timeline = [];
    this.#timeline.push(step);
    this.#onStep(this.#module, step);
  }
}
