import { AppError, type ModuleId } from "../../../core/mod.ts";
import { KeyRuns } from "./key_runs.ts";
import { PairRouter } from "./pair/pair_router.ts";
import type { RoutedKey } from "./pair/routed_key.ts";

/** Where a module's listeners stand: none, one that serves, and at most one that is to take its place. */
export type PlaceState = "vacant" | "starting" | "serving" | "replacing";

/** Which state may follow which. */
export const PLACE_TRANSITIONS: Readonly<Record<PlaceState, readonly PlaceState[]>> = {
  vacant: ["starting"],
  starting: ["serving", "vacant"],
  serving: ["replacing", "vacant"],
  // Back to serving: the new one serves, or has left without having served. Starting: the old one failed meanwhile.
  replacing: ["serving", "starting"],
};

/** The place of a keyboard's listener, in which one replaces another. */
export class ListenerPlace {
  readonly #module: ModuleId;
  /** What the module's listeners, one after the other, hand over. */
  readonly runs = new KeyRuns();
  /** Of a primary and a fallback: what one has told of counts for those that replace them too. */
  readonly router = new PairRouter<RoutedKey>(() => performance.now());
  #state: PlaceState = "vacant";
  #serving: unknown;
  #next: unknown;

  constructor(module: ModuleId) {
    this.#module = module;
  }

  get state(): PlaceState {
    return this.#state;
  }

  /**
   * A listener gets ready to serve.
   *
   * @throws AppError `replacement_running` while another one is about to.
   */
  prepare(listener: unknown): void {
    if (this.#next !== undefined) {
      throw new AppError("replacement_running", `The keyboard listener of ${this.#module} is being replaced already`);
    }
    this.#next = listener;
    this.#to(this.#serving === undefined ? "starting" : "replacing");
  }

  /** The one that got ready serves from now on; the one before does not any more. */
  serve(listener: unknown): void {
    if (this.#next !== listener) throw new TypeError("Only a listener that got ready can serve");
    this.#serving = listener;
    this.#next = undefined;
    this.#to("serving");
  }

  /** A listener has gone, ready, serving or replaced. */
  leave(listener: unknown): void {
    if (this.#next === listener) {
      this.#next = undefined;
      this.#to(this.#serving === undefined ? "vacant" : "serving");
    } else if (this.#serving === listener) {
      this.#serving = undefined;
      this.#to(this.#next === undefined ? "vacant" : "starting");
    }
  }

  #to(state: PlaceState): void {
    if (!PLACE_TRANSITIONS[this.#state].includes(state)) {
      throw new TypeError(`The keyboard listener of ${this.#module} cannot go from ${this.#state} to ${state}`);
    }
    this.#state = state;
  }
}

const places = new Map<ModuleId, ListenerPlace>();

/** The place of a module's keyboard listeners, the same for all its revisions. */
export function listenerPlace(module: ModuleId): ListenerPlace {
  const place = places.get(module) ?? new ListenerPlace(module);
  places.set(module, place);
  return place;
}
