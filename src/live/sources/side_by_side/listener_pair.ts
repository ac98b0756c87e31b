import { type Deliveries, type PairCounters, type PairEvent, PairRouter, type PairState, type Side } from "./pair_router.ts";

/** Two revisions of a listener. */
export interface ListenerPairOptions<Event extends PairEvent, Answer> {
  /** Answers an event; a rejection means that the listener has failed. It must have no effects: {@link accept} has those. */
  readonly listeners: Readonly<Record<Side, (event: Event) => Promise<Answer>>>;
  /** Takes the answer that counts, once for each event. */
  accept(answer: Answer, event: Event, side: Side): void;
  /** Told when a listener fails; {@link ListenerPair.came} takes it in again. */
  failed(side: Side, error: unknown): void;
}

/** Runs two listeners side by side: what is critical goes to the primary, what comes from the old API to the fallback, all else to both. */
export class ListenerPair<Event extends PairEvent, Answer> {
  readonly #options: ListenerPairOptions<Event, Answer>;
  readonly #router = new PairRouter<Event>();

  constructor(options: ListenerPairOptions<Event, Answer>) {
    this.#options = options;
  }

  get state(): PairState {
    return this.#router.state;
  }

  get counters(): PairCounters {
    return this.#router.counters;
  }

  receive(event: Event): void {
    this.#deliver(this.#router.receive(event));
  }

  /** A listener that had failed is there again. */
  came(side: Side): void {
    this.#deliver(this.#router.came(side));
  }

  /** A listener is given up from outside, such as one whose device was unplugged. */
  fail(side: Side, error: unknown): void {
    const before = this.#router.state;
    const deliveries = this.#router.failed(side);
    if (this.#router.state === before) return;
    this.#options.failed(side, error);
    this.#deliver(deliveries);
  }

  #deliver(deliveries: Deliveries<Event>): void {
    for (const [side, event] of deliveries) void this.#ask(side, event);
  }

  async #ask(side: Side, event: Event): Promise<void> {
    let answer: Answer;
    try {
      answer = await this.#options.listeners[side](event);
    } catch (error) {
      return this.fail(side, error);
    }
    if (this.#router.answered(side, event.id)) this.#options.accept(answer, event, side);
  }
}
