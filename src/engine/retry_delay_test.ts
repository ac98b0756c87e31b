import assert from "node:assert/strict";
import { retryDelay } from "./retry_delay.ts";

Deno.test("retryDelay() grows by the factor up to the cap", () => {
  const options = { delay: 100, backoff: 3, cap: 1000, jitter: false };
  assert.deepEqual([1, 2, 3, 4].map((tries) => retryDelay(tries, options, Math.random)), [100, 300, 900, 1000]);
});

Deno.test("retryDelay() spreads over 50 % to 100 % after the cap", () => {
  const options = { delay: 5000, backoff: 1, cap: 1000, jitter: true };
  assert.equal(retryDelay(1, options, () => 0), 500);
  assert.equal(retryDelay(1, options, () => 0.999999), 1000);
});

Deno.test("retryDelay() stays a number that a timer takes when it grows without a cap", () => {
  assert.equal(retryDelay(5000, { delay: 1000, backoff: 10, cap: undefined, jitter: false }, Math.random), 2 ** 31 - 1);
});
