import assert from "node:assert/strict";
import type { DaemonEvent, DaemonEventStore, StoredDaemonEvent } from "../../src/core/mod.ts";
import { registerSuite, type SuiteOptions } from "./contract_suite.ts";

/** A daemon's events under test. */
export interface DaemonEventsWorld extends AsyncDisposable {
  readonly events: DaemonEventStore;
  /** The same store after its process died and was started again. */
  restart(): Promise<DaemonEventStore>;
}

/** An event that `time` tells from others. */
export function moduleState(time: number): DaemonEvent {
  return { type: "module.state", time, module: "pipelines/a", state: "active", revision: 7 };
}

const times = (stored: readonly StoredDaemonEvent[]) => stored.map(({ event }) => event.time);

/** Registers the tests that every implementation of the port `DaemonEventStore` has to pass. */
export function daemonEventsSuite(options: SuiteOptions<DaemonEventsWorld>): void {
  registerSuite("DaemonEventStore", options, {
    "ids grow with each event, also over a restart": async ({ events, restart }) => {
      assert.equal(events.last(), 0);
      const first = events.append(moduleState(1));
      const second = events.append(moduleState(2));
      assert.ok(0 < first && first < second);
      const again = await restart();
      assert.equal(again.last(), second);
      const third = again.append(moduleState(3));
      assert.ok(third > second);
      assert.deepEqual(again.after(first, 10).map(({ id }) => id), [second, third]);
    },

    "an event comes back as it was given": ({ events }) => {
      const event: DaemonEvent = {
        type: "module.state",
        time: 5,
        module: "pipelines/ü",
        state: "error",
        revision: null,
        error: { code: "document_invalid", message: 'a "b"\n' },
      };
      const id = events.append(event);
      assert.deepEqual(JSON.stringify(events.after(0, 1)), JSON.stringify([{ id, event }]));
    },

    "after() pages through all events, oldest first": ({ events }) => {
      for (let n = 1; n <= 7; n++) events.append(moduleState(n));
      const seen: number[] = [];
      for (let id = 0;;) {
        const page = events.after(id, 3);
        if (page.length === 0) break;
        seen.push(...times(page));
        id = page.at(-1)?.id ?? 0;
      }
      assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7]);
      assert.deepEqual(events.after(events.last() + 100, 10), []);
    },

    "the newest 10,000 are kept": async ({ events, restart }) => {
      let last = 0;
      for (let n = 1; n <= 10_050; n++) last = events.append(moduleState(n));
      const kept = events.after(0, 20_000);
      assert.equal(kept.length, 10_000);
      assert.deepEqual([kept[0]?.event.time, kept.at(-1)?.id], [51, last]);
      assert.equal((await restart()).last(), last);
    },

    "subscribers hear each event after it is stored, until they are disposed": ({ events }) => {
      const heard: number[] = [];
      events.append(moduleState(1));
      const subscription = events.subscribe(({ id, event }) => {
        assert.equal(events.last(), id);
        heard.push(event.time);
      });
      events.append(moduleState(2));
      events.append(moduleState(3));
      subscription[Symbol.dispose]();
      subscription[Symbol.dispose]();
      events.append(moduleState(4));
      assert.deepEqual(heard, [2, 3]);
    },

    "one function that listens twice is told twice": ({ events }) => {
      let heard = 0;
      const listener = () => void heard++;
      const first = events.subscribe(listener);
      using _second = events.subscribe(listener);
      events.append(moduleState(1));
      first[Symbol.dispose]();
      events.append(moduleState(2));
      assert.equal(heard, 3);
    },

    "all subscribers hear events in the order of ids, also when one of them appends": ({ events }) => {
      const heard: number[] = [];
      using _first = events.subscribe(({ event }) => {
        if (event.time < 3) events.append(moduleState(event.time + 1));
      });
      using _second = events.subscribe(({ event }) => void heard.push(event.time));
      events.append(moduleState(1));
      assert.deepEqual(heard, [1, 2, 3]);
      assert.deepEqual(times(events.after(0, 10)), [1, 2, 3]);
    },

    "a subscriber that fails keeps neither the writer nor the others from going on": ({ events }) => {
      const failures: unknown[] = [];
      const note = (event: ErrorEvent) => {
        event.preventDefault();
        failures.push(event.error);
      };
      globalThis.addEventListener("error", note);
      try {
        const heard: number[] = [];
        using _bad = events.subscribe(() => {
          throw new Error("mistake");
        });
        using _good = events.subscribe(({ event }) => void heard.push(event.time));
        events.append(moduleState(1));
        events.append(moduleState(2));
        assert.deepEqual(heard, [1, 2]);
        assert.deepEqual(failures.map(String), ["Error: mistake", "Error: mistake"], "the mistake is not hidden");
      } finally {
        globalThis.removeEventListener("error", note);
      }
    },

    "who unsubscribes while being told is told nothing more": ({ events }) => {
      const heard: number[] = [];
      const subscription = events.subscribe(({ event }) => {
        heard.push(event.time);
        subscription[Symbol.dispose]();
        if (event.time === 1) events.append(moduleState(2));
      });
      events.append(moduleState(1));
      assert.deepEqual(heard, [1]);
    },
  });
}
