/** One of two listeners that run side by side. */
export type Side = "primary" | "fallback";

/** Which of the two listen. */
export type PairState = "both" | "primary_only" | "fallback_only" | "neither";

/** What can happen to the two. */
export type PairStep = "primary_failed" | "primary_came" | "fallback_failed" | "fallback_came";

/** Where each step leads; a step that a state does not have changes nothing. */
export const PAIR_TRANSITIONS: Readonly<Record<PairState, Readonly<Partial<Record<PairStep, PairState>>>>> = {
  both: { primary_failed: "fallback_only", fallback_failed: "primary_only" },
  primary_only: { primary_failed: "neither", fallback_came: "both" },
  fallback_only: { fallback_failed: "neither", primary_came: "both" },
  neither: { primary_came: "primary_only", fallback_came: "fallback_only" },
};

/** Who listens in a state. */
const SIDES: Readonly<Record<PairState, readonly Side[]>> = {
  both: ["primary", "fallback"],
  primary_only: ["primary"],
  fallback_only: ["fallback"],
  neither: [],
};

/** What a piece of work says of itself. */
export interface PairEvent {
  /** The same for one that comes twice. */
  readonly id: string;
  readonly priority?: string;
  readonly origin?: string;
}

/** Who gets what, the first row that fits; what no row fits both get. One that does not listen is stood in for by the other. */
const ROUTES: readonly { readonly fits: (event: PairEvent) => boolean; readonly to: readonly Side[] }[] = [
  { fits: ({ priority }) => priority === "critical", to: ["primary"] },
  { fits: ({ origin }) => origin === "legacy-api", to: ["fallback"] },
  { fits: () => true, to: ["primary", "fallback"] },
];

/** Numbers that prove that nothing was lost: `received` is `handled` and what is still `open`. */
export interface PairCounters {
  /** Different ones that came. */
  readonly received: number;
  /** Those of which a listener's answer counted. */
  readonly handled: number;
  /** By whose answer it was. */
  readonly by: Readonly<Record<Side, number>>;
  /** Answers that came second, and events that came twice. */
  readonly duplicates: number;
  /** Those that the other one had to take over. */
  readonly takenOver: number;
  readonly open: number;
}

/** Events to hand to a listener now. */
export type Deliveries<Event> = readonly (readonly [side: Side, event: Event])[];

interface Open<Event> {
  readonly event: Event;
  /** Who has it and has not answered. */
  readonly waits: Set<Side>;
  isHandled: boolean;
}

/** Decides which of two listeners gets an event, whose answer counts, and what one takes over from the other. Does nothing by itself. */
export class PairRouter<Event extends PairEvent> {
  #state: PairState;
  readonly #open = new Map<string, Open<Event>>();
  #received = 0;
  #duplicates = 0;
  #takenOver = 0;
  readonly #by = { primary: 0, fallback: 0 };

  constructor(state: PairState = "both") {
    this.#state = state;
  }

  get state(): PairState {
    return this.#state;
  }

  get counters(): PairCounters {
    const handled = this.#by.primary + this.#by.fallback;
    return {
      received: this.#received,
      handled,
      by: { ...this.#by },
      duplicates: this.#duplicates,
      takenOver: this.#takenOver,
      open: this.#received - handled,
    };
  }

  /** An event came. While nobody listens it waits. */
  receive(event: Event): Deliveries<Event> {
    if (this.#open.has(event.id)) {
      this.#duplicates++;
      return [];
    }
    this.#received++;
    const open = { event, waits: new Set<Side>(), isHandled: false };
    this.#open.set(event.id, open);
    return this.#deliver(open);
  }

  /** A listener has answered. @returns Whether its answer counts: the first one does. */
  answered(side: Side, id: string): boolean {
    const open = this.#open.get(id);
    // Of one that failed meanwhile, or that was never asked.
    if (open === undefined || !open.waits.delete(side)) return false;
    const isFirst = !open.isHandled;
    open.isHandled = true;
    if (isFirst) this.#by[side]++;
    else this.#duplicates++;
    if (open.waits.size === 0) this.#open.delete(id);
    return isFirst;
  }

  /** A listener has failed. @returns What the other one takes over, in the order in which it came. */
  failed(side: Side): Deliveries<Event> {
    if (!this.#step(`${side}_failed`)) return [];
    const deliveries: (readonly [Side, Event])[] = [];
    for (const [id, open] of this.#open) {
      open.waits.delete(side);
      if (open.waits.size > 0) continue;
      if (open.isHandled) this.#open.delete(id);
      else {
        const handed = this.#deliver(open);
        if (handed.length > 0) this.#takenOver++;
        deliveries.push(...handed);
      }
    }
    return deliveries;
  }

  /** A listener is there, again or at last. @returns What waited for one. */
  came(side: Side): Deliveries<Event> {
    if (!this.#step(`${side}_came`)) return [];
    return Array.from(this.#open.values()).filter(({ waits }) => waits.size === 0).flatMap((open) => this.#deliver(open));
  }

  #deliver(open: Open<Event>): Deliveries<Event> {
    const listening = SIDES[this.#state];
    const meant = ROUTES.find(({ fits }) => fits(open.event))?.to ?? [];
    const able = meant.filter((side) => listening.includes(side));
    const sides = able.length > 0 ? able : listening;
    for (const side of sides) open.waits.add(side);
    return sides.map((side) => [side, open.event] as const);
  }

  #step(step: PairStep): boolean {
    const next = PAIR_TRANSITIONS[this.#state][step];
    if (next === undefined) return false;
    this.#state = next;
    return true;
  }
}
