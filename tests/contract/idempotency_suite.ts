import assert from "node:assert/strict";
import type { IdempotencyStore } from "../../src/core/mod.ts";
import { registerSuite, type SuiteOptions } from "./contract_suite.ts";

/** Idempotency keys under test. */
export interface IdempotencyWorld extends AsyncDisposable {
  readonly idempotency: IdempotencyStore;
  /** Milliseconds since the epoch, as the store sees them; a test moves it. */
  readonly time: { now: number };
}

const DAY = 24 * 60 * 60_000;

/** Registers the tests that every implementation of the port `IdempotencyStore` has to pass. */
export function idempotencySuite(options: SuiteOptions<IdempotencyWorld>): void {
  registerSuite("IdempotencyStore", options, {
    "the first result of a key is the one that stays": ({ idempotency }) => {
      assert.deepEqual(idempotency.find("s", "k", "b"), { kind: "none" });
      assert.deepEqual(idempotency.keep("s", "k", "b", "one"), { kind: "kept", result: "one" });
      assert.deepEqual(idempotency.keep("s", "k", "b", "two"), { kind: "found", result: "one" });
      assert.deepEqual(idempotency.find("s", "k", "b"), { kind: "found", result: "one" });
    },

    "another body under the same key is a conflict and changes nothing": ({ idempotency }) => {
      idempotency.keep("s", "k", "b", "one");
      assert.deepEqual(idempotency.find("s", "k", "other"), { kind: "conflict" });
      assert.deepEqual(idempotency.keep("s", "k", "other", "two"), { kind: "conflict" });
      assert.deepEqual(idempotency.find("s", "k", "b"), { kind: "found", result: "one" });
    },

    "keys of different scopes do not touch each other": ({ idempotency }) => {
      idempotency.keep("runs tok_a", "k", "b", "one");
      assert.deepEqual(idempotency.find("runs tok_b", "k", "b"), { kind: "none" });
      assert.deepEqual(idempotency.find("runs tok_a", "K", "b"), { kind: "none" });
      idempotency.keep("ab", "c", "b", "two");
      assert.deepEqual(idempotency.find("a", "bc", "b"), { kind: "none" });
    },

    "a result is kept for 24 hours": ({ idempotency, time }) => {
      idempotency.keep("s", "k", "b", "one");
      time.now += DAY - 1;
      assert.deepEqual(idempotency.find("s", "k", "b"), { kind: "found", result: "one" });
      assert.deepEqual(idempotency.keep("s", "k", "b", "two"), { kind: "found", result: "one" });
      time.now += 1;
      assert.deepEqual(idempotency.find("s", "k", "b"), { kind: "none" });
      assert.deepEqual(idempotency.find("s", "k", "other"), { kind: "none" });
      assert.deepEqual(idempotency.keep("s", "k", "other", "two"), { kind: "kept", result: "two" });
    },

    "a clock that jumps back does not free a key": ({ idempotency, time }) => {
      idempotency.keep("s", "k", "b", "one");
      time.now -= 2 * DAY;
      assert.deepEqual(idempotency.keep("s", "k", "b", "two"), { kind: "found", result: "one" });
    },
  });
}
