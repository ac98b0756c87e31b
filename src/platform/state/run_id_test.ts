import assert from "node:assert/strict";
import { runIds } from "./run_id.ts";

Deno.test("runIds() makes ids of the time in UTC", () => {
  const next = runIds({ now: () => Date.UTC(2026, 10, 21, 11, 42, 33, 999), random: () => 0 });
  assert.equal(next(), "20261121-114233-z700000");
  assert.match(runIds()(), /^\d{8}-\d{6}-[0-9a-hjkmnp-tv-z]{7}$/);
});

Deno.test("runIds() makes ids that grow, also within a millisecond and when the clock jumps back", () => {
  let now = Date.UTC(2026, 0, 1);
  const next = runIds({ now: () => now, random: () => 0.999_999_999 });
  const ids: string[] = [];
  for (let n = 0; n < 3000; n++) {
    ids.push(next());
    if (n % 1000 === 500) now -= 86_400_000;
    if (n % 1000 === 900) now += 86_500_000;
  }
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("runIds() of several sources differ", () => {
  const ids = Array.from({ length: 20 }, () => runIds({ now: () => 0 })());
  assert.equal(new Set(ids).size, ids.length);
});
