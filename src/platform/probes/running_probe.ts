import type { Integer } from "../../../ffi/bpf/mod.ts";
import type { Condition } from "./condition.ts";

/** What became of the events. */
export interface ProbeStats {
  /** Handed over. */
  readonly events: number;
  /** Seen and not handed over, for want of room. */
  readonly lost: number;
}

/** What a probe leaves behind. */
export interface ProbeEnd extends ProbeStats {
  /** Its maps by name: counts by key. */
  readonly maps: ReadonlyMap<string, ReadonlyMap<string, Integer>>;
  /** What else there is to say of it, as further fields of its last line. */
  readonly remarks: Readonly<Record<string, Integer | boolean>>;
}

/** A probe that sees. */
export interface OpenProbe {
  stats(): ProbeStats;
  /** Settles when `most` events were taken, or rejects when `onEvents` did. */
  readonly enough: Promise<void>;
  /**
   * Ends it: detaches at once, then hands over what waits.
   *
   * @param options `drain: false` drops what waits. Rejects when `onEvents` did.
   */
  close(options?: { readonly drain?: boolean }): Promise<ProbeEnd>;
}

/** Where events come from: the kernel's part of a probe. */
export interface EventSource<Event> extends Disposable {
  /** Hands over a bounded number of events that wait; 0 for none. */
  consume(take: (event: Event) => void): number;
  /** Calls `ready` while events wait, until {@link unwatch}. */
  watch(ready: () => void): void;
  unwatch(): void;
  /** Ends seeing; what has been seen can still be consumed. */
  detach(): void;
  /** What passed the filters, and how much of it is lost. */
  counts(): { readonly passed: number; readonly lost: number };
  maps(): ProbeEnd["maps"];
  remarks?(): ProbeEnd["remarks"];
}

/** What to do with the events of a source. */
export interface RunningProbeOptions<Event> {
  /** Which are wanted; default all. */
  readonly condition?: Condition<Event> | undefined;
  readonly most: number;
  onEvents(batch: readonly Event[]): void | Promise<void>;
}

/** Hands events on as fast as they are taken. Owns their source. */
export class RunningProbe<Event> implements OpenProbe {
  readonly enough: Promise<void>;
  readonly #probe: EventSource<Event>;
  readonly #condition: Condition<Event> | undefined;
  readonly #onEvents: (batch: readonly Event[]) => void | Promise<void>;
  readonly #enough = Promise.withResolvers<void>();
  #left: number;
  #delivered = 0;
  /** Taken out of the ring, wanted or not. */
  #consumed = 0;
  #delivering: Promise<void> | undefined;
  #closed: Promise<ProbeEnd> | undefined;
  #end: ProbeEnd | undefined;
  #failure: { readonly cause: unknown } | undefined;

  /** Begins at once. */
  constructor(probe: EventSource<Event>, { condition, most, onEvents }: RunningProbeOptions<Event>) {
    this.#probe = probe;
    this.#condition = condition;
    this.#left = most;
    this.#onEvents = onEvents;
    this.enough = this.#enough.promise;
    // Who does not wait for it learns of a failure from close().
    this.enough.catch(() => {});
    this.#watch();
  }

  stats(): ProbeStats {
    return this.#end ?? { events: this.#delivered, lost: this.#probe.counts().lost };
  }

  close({ drain = true } = {}): Promise<ProbeEnd> {
    return this.#closed ??= this.#close(drain);
  }

  async #close(drain: boolean): Promise<ProbeEnd> {
    try {
      this.#probe.detach();
      this.#probe.unwatch();
      await this.#delivering;
      if (drain) await this.#drain();
      if (this.#failure !== undefined) throw this.#failure.cause;
      const { passed, lost } = this.#probe.counts();
      // All that passed and never came is lost, whatever the reason; with a rest in the ring only the kernel's count tells.
      const isWhole = drain && this.#left > 0;
      return this.#end = {
        events: this.#delivered,
        lost: isWhole ? Math.max(lost, passed - this.#consumed) : lost,
        maps: this.#probe.maps(),
        remarks: this.#probe.remarks?.() ?? {},
      };
    } finally {
      this.#probe[Symbol.dispose]();
    }
  }

  /** Hands over what waits. A program that was running when it was detached may still write: then less came than the kernel counted. */
  async #drain() {
    for (let isLate = true; isLate && this.#left > 0;) {
      while (this.#left > 0 && this.#step() > 0) await this.#delivering;
      const { passed, lost } = this.#probe.counts();
      isLate = passed - lost > this.#consumed && this.#step() > 0;
      await this.#delivering;
    }
  }

  #watch() {
    this.#probe.watch(() => {
      try {
        this.#step();
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  /** Takes what waits, up to a bound. @returns How much it was. */
  #step(): number {
    const batch: Event[] = [];
    const count = this.#probe.consume((event) => {
      if (batch.length < this.#left && (this.#condition === undefined || this.#condition(event))) batch.push(event);
    });
    this.#consumed += count;
    this.#left -= batch.length;
    this.#delivered += batch.length;
    if (batch.length === 0) return count;
    const busy = this.#onEvents(batch);
    if (this.#left <= 0) {
      this.#probe.unwatch();
      this.#enough.resolve();
    }
    if (busy !== undefined) this.#pause(busy);
    return count;
  }

  /** Leaves the ring alone until a batch has been dealt with. */
  #pause(busy: Promise<void>) {
    this.#probe.unwatch();
    this.#delivering = busy.then(() => {
      this.#delivering = undefined;
      if (this.#closed === undefined && this.#left > 0) this.#watch();
    }, (error) => this.#fail(error));
  }

  #fail(error: unknown) {
    this.#failure ??= { cause: error };
    this.#probe.unwatch();
    this.#left = 0;
    this.#enough.reject(error);
  }
}
