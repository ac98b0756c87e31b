import assert from "node:assert/strict";
import { createClock } from "./clock.ts";

Deno.test("sleep() resolves after the time, at once when aborted, and never rejects", async () => {
  const clock = createClock();
  const began = clock.monotonicMs();
  await clock.sleep(20);
  assert.ok(clock.monotonicMs() - began >= 19);
  await clock.sleep(2 ** 40, AbortSignal.abort());
  const stop = new AbortController();
  const sleeping = clock.sleep(2 ** 40, stop.signal);
  stop.abort("x");
  await sleeping;
});
