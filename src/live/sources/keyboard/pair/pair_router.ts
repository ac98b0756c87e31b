import type { ListenerCounters } from "../../../../core/mod.ts";

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

/** What a listener tells of. */
export interface PairEvent {
  /** The same for one that both tell of. */
  readonly id: string;
  readonly priority?: string | undefined;
  readonly origin?: string | undefined;
}

/** Whose word counts, the first row that fits. Of those who do not listen the other one stands in. */
const ROUTES: readonly { readonly fits: (event: PairEvent) => boolean; readonly to: readonly Side[] }[] = [
  { fits: ({ priority }) => priority === "critical", to: ["primary"] },
  { fits: ({ origin }) => origin === "legacy-api", to: ["fallback"] },
  { fits: () => true, to: ["primary", "fallback"] },
];

/** So long one is held for the other listener, in milliseconds: an old one is worth nothing to who takes over. */
const HOLD_MS = 10_000;
/** So many are remembered, to know those that come again. */
const MOST_KNOWN = 10_000;

interface Held<Event> {
  readonly event: Event;
  readonly by: Side;
  readonly since: number;
}

/** Decides which of two listeners' words counts, once for each event, and what one takes over from the other. Does nothing by itself. */
export class PairRouter<Event extends PairEvent> {
  readonly #now: () => number;
  #state: PairState = "neither";
  /** What became of the last ones, in the order in which they came. */
  readonly #known = new Map<string, "handled" | "passed_over" | "held">();
  /** Those of them that are held. */
  readonly #held = new Map<string, Held<Event>>();
  readonly #by = { primary: 0, fallback: 0 };
  #received = 0;
  #duplicates = 0;
  #takenOver = 0;
  #passedOver = 0;

  /** @param now Milliseconds of a monotonic clock. */
  constructor(now: () => number) {
    this.#now = now;
  }

  get state(): PairState {
    return this.#state;
  }

  get counters(): ListenerCounters {
    this.#passOver();
    return {
      received: this.#received,
      handled: this.#by.primary + this.#by.fallback,
      by: { ...this.#by },
      duplicates: this.#duplicates,
      takenOver: this.#takenOver,
      held: this.#held.size,
      passedOver: this.#passedOver,
    };
  }

  /** A listener tells of an event. @returns Whether it is to be handled now. */
  heard(side: Side, event: Event): boolean {
    this.#passOver();
    const { id } = event;
    const before = this.#known.get(id);
    if (before === undefined) this.#remember(id);
    if (before === "handled" || before !== undefined && !this.#counts(side, event)) {
      this.#duplicates++;
      return false;
    }
    if (!this.#counts(side, event)) {
      this.#known.set(id, "held");
      this.#held.set(id, { event, by: side, since: this.#now() });
      return false;
    }
    if (before === "passed_over") this.#passedOver--;
    this.#handle(id, side);
    return true;
  }

  /** A listener has failed. @returns What of it the other one had told of: to be handled now, in the order in which it came. */
  failed(side: Side): readonly { readonly event: Event; readonly side: Side }[] {
    if (!this.#step(`${side}_failed`)) return [];
    this.#passOver();
    const taken = Array.from(this.#held.values()).filter(({ by }) => by !== side);
    for (const { event, by } of taken) {
      this.#handle(event.id, by);
      this.#takenOver++;
    }
    return taken.map(({ event, by }) => ({ event, side: by }));
  }

  /** A listener is there, at last or again. @returns Whether it was not before. */
  came(side: Side): boolean {
    return this.#step(`${side}_came`);
  }

  listens(side: Side): boolean {
    return SIDES[this.#state].includes(side);
  }

  #counts(side: Side, event: Event): boolean {
    const meant = ROUTES.find(({ fits }) => fits(event))?.to ?? [];
    return meant.includes(side) || !meant.some((other) => this.listens(other));
  }

  #handle(id: string, side: Side): void {
    this.#held.delete(id);
    this.#known.set(id, "handled");
    this.#by[side]++;
  }

  #remember(id: string): void {
    this.#received++;
    this.#known.set(id, "handled");
    if (this.#known.size <= MOST_KNOWN) return;
    const [oldest] = this.#known.keys();
    if (oldest === undefined) return;
    this.#known.delete(oldest);
    if (this.#held.delete(oldest)) this.#passedOver++;
  }

  #passOver(): void {
    const since = this.#now() - HOLD_MS;
    for (const [id, held] of this.#held) {
      if (held.since > since) return;
      this.#held.delete(id);
      this.#known.set(id, "passed_over");
      this.#passedOver++;
    }
  }

  #step(step: PairStep): boolean {
    const next = PAIR_TRANSITIONS[this.#state][step];
    if (next === undefined) return false;
    this.#state = next;
    return true;
  }
}
