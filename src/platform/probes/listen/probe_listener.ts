import type { Integer } from "../../../../ffi/bpf/mod.ts";
import type { Json } from "../../../core/mod.ts";

/** An event as listeners get it. */
export interface HeardEvent {
  /** The same for everybody who hears of the event, and never that of another one. */
  readonly id: string;
  /** `CLOCK_MONOTONIC`, as the kernel saw it; of a user's program when it was read. */
  readonly timeNs: Integer;
  /** Its fields, as `probe run` tells them. */
  readonly fields: Readonly<Record<string, Json>>;
}

/** What to listen for. */
export interface ListenOptions {
  /** Only this process. */
  readonly pid?: number | undefined;
  /** Only threads of this name, of which the kernel keeps 15 bytes. */
  readonly comm?: string | undefined;
  /** Only events for which this CEL condition over their fields is true. */
  readonly where?: string | undefined;
  /** Takes an event. While a promise it returned has not settled nobody gets any; the kernel counts what has no room then as lost. */
  take(event: HeardEvent): void | Promise<void>;
  /** Told when something was lost that may have been wanted. */
  lost(): void;
  /** Told what befell the program of a user's file. */
  notice(text: string): void;
  /** It hears nothing any more. */
  failed(error: unknown): void;
}

/** Somebody who listens, until disposed. */
export interface ProbeListener extends Disposable {
  /** How many events were lost since it listens that passed its filters in the kernel; whether its condition is true of them nobody knows. */
  lost(): number;
  /** Whether it has been given everything that happened up to a time of `CLOCK_MONOTONIC`. */
  hasPassed(timeNs: Integer): boolean;
}

/** Listeners with the same condition, which is evaluated once for all of them. */
export class ListenerGroups<Event> {
  readonly #groups = new Map<
    string | undefined,
    { readonly condition: ((event: Event) => boolean) | undefined; readonly all: Set<Taker> }
  >();

  get isEmpty(): boolean {
    return this.#groups.size === 0;
  }

  add(where: string | undefined, condition: ((event: Event) => boolean) | undefined, listener: Taker): void {
    const group = this.#groups.get(where) ?? { condition, all: new Set() };
    this.#groups.set(where, group);
    group.all.add(listener);
  }

  delete(where: string | undefined, listener: Taker): void {
    const group = this.#groups.get(where);
    group?.all.delete(listener);
    if (group?.all.size === 0) this.#groups.delete(where);
  }

  *all(): Generator<Taker> {
    for (const { all } of this.#groups.values()) yield* all;
  }

  /** Hands an event to who wants it. @param busy Takes what has to settle before more comes. */
  tell(event: Event, heard: () => HeardEvent, busy: Set<Promise<void>>): void {
    let made: HeardEvent | undefined;
    for (const { condition, all } of this.#groups.values()) {
      if (condition !== undefined && !condition(event)) continue;
      for (const listener of all) {
        const wait = listener.take(made ??= heard());
        if (wait !== undefined) busy.add(wait);
      }
    }
  }
}

/** What a group keeps of a listener. */
export type Taker = Pick<ListenOptions, "take" | "lost" | "notice" | "failed">;
