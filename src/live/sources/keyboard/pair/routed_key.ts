import type { KeyRoute } from "../../../../core/mod.ts";
import type { KeyEvent } from "../../../../core/keyboard/mod.ts";
import { KeyFilter } from "../key_filter.ts";
import type { PairEvent } from "./pair_router.ts";

/** A key with what decides whose word counts. */
export interface RoutedKey extends PairEvent {
  readonly key: KeyEvent;
}

/** Says of the keys of one listener which they are, and for whom. */
export class KeyRouting {
  readonly #routes: readonly { readonly filter: KeyFilter; readonly route: KeyRoute }[];
  #timestamp: number | undefined;
  /** How often each came at this very time. */
  readonly #times = new Map<string, number>();

  constructor(routes: readonly KeyRoute[] = []) {
    const actions = ["press", "release", "repeat"] as const;
    this.#routes = routes.map((route) => {
      const { keys = ["any"], where } = route;
      return { filter: new KeyFilter({ keys, actions, ...(where === undefined ? {} : { where }) }), route };
    });
  }

  /** Asked for each key that is meant, once and in order. The same of both listeners: its time, its number, what happened to it. */
  of(key: KeyEvent): RoutedKey {
    const { timestamp, native, scanCode, action } = key;
    if (timestamp !== this.#timestamp) this.#times.clear();
    this.#timestamp = timestamp;
    const what = `${native ?? `usage ${scanCode}`} ${action}`;
    const times = (this.#times.get(what) ?? 0) + 1;
    this.#times.set(what, times);
    const route = this.#routes.find(({ filter }) => filter.passes(key))?.route;
    return { id: `${timestamp} ${what} ${times}`, priority: route?.priority, origin: route?.origin, key };
  }
}
