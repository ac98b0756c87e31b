import assert from "node:assert/strict";
import type { Slots } from "../../src/core/mod.ts";
import { registerSuite, type SuiteOptions } from "./contract_suite.ts";

/** Slots under test. */
export interface SlotsWorld extends AsyncDisposable {
  readonly slots: Slots;
}

const soon = () => AbortSignal.timeout(20_000);

/** Registers the tests that every implementation of the port `Slots` has to pass. */
export function slotsSuite(options: SuiteOptions<SlotsWorld>): void {
  registerSuite("Slots", options, {
    "tryAcquire() gives places up to the limit and again once one is freed": ({ slots }) => {
      const one = slots.tryAcquire("g", 2, "r1");
      using two = slots.tryAcquire("g", 2, "r2");
      assert.ok(one && two);
      assert.equal(slots.tryAcquire("g", 2, "r3"), undefined);
      assert.deepEqual(slots.holders("g"), ["r1", "r2"]);
      one[Symbol.dispose]();
      using three = slots.tryAcquire("g", 2, "r3");
      assert.ok(three);
      assert.deepEqual(slots.holders("g"), ["r2", "r3"]);
    },

    "groups do not touch each other": ({ slots }) => {
      using one = slots.tryAcquire("a", 1, "r1");
      using two = slots.tryAcquire("constructor", 1, "r2");
      assert.ok(one && two);
      assert.deepEqual(slots.holders("b"), []);
    },

    "acquire() gives a free place at once": async ({ slots }) => {
      using _slot = await slots.acquire("g", 1, "r1", soon());
      assert.deepEqual(slots.holders("g"), ["r1"]);
    },

    "acquire() serves in the order of asking": async ({ slots }) => {
      const first = await slots.acquire("g", 1, "r0", soon());
      const order: string[] = [];
      const waiting = ["r1", "r2", "r3"].map(async (run) => {
        const slot = await slots.acquire("g", 1, run, soon());
        order.push(run);
        slot[Symbol.dispose]();
      });
      assert.deepEqual(slots.holders("g"), ["r0"]);
      first[Symbol.dispose]();
      await Promise.all(waiting);
      assert.deepEqual(order, ["r1", "r2", "r3"]);
    },

    "tryAcquire() does not overtake those who wait": async ({ slots }) => {
      const first = await slots.acquire("g", 1, "r0", soon());
      const second = slots.acquire("g", 1, "r1", soon());
      first[Symbol.dispose]();
      assert.equal(slots.tryAcquire("g", 1, "r2"), undefined);
      (await second)[Symbol.dispose]();
    },

    "acquire() rejects with the signal's reason and leaves the queue": async ({ slots }) => {
      const first = await slots.acquire("g", 1, "r0", soon());
      const gone = new AbortController();
      const second = slots.acquire("g", 1, "r1", gone.signal);
      const third = slots.acquire("g", 1, "r2", soon());
      gone.abort("cancel");
      await assert.rejects(second, (reason) => reason === "cancel");
      await assert.rejects(slots.acquire("g", 1, "r3", AbortSignal.abort("kill")), (reason) => reason === "kill");
      first[Symbol.dispose]();
      using _slot = await third;
      assert.deepEqual(slots.holders("g"), ["r2"]);
    },
  });
}
