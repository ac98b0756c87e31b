import assert from "node:assert/strict";
import { Turnstile } from "./turnstile.ts";

Deno.test("Turnstile lets so many through at once, in the order they came, and goes on after a failure", async () => {
  const turnstile = new Turnstile(2);
  const begun: number[] = [];
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<number>());
  const results = ends.map(({ promise }, i) => {
    const result = turnstile.pass(() => {
      begun.push(i);
      return promise;
    });
    result.catch(() => {});
    return result;
  });
  assert.deepEqual(begun, [0, 1]);
  ends[1]?.reject(new Error("no"));
  await assert.rejects(results[1] ?? Promise.resolve());
  assert.deepEqual(begun, [0, 1, 2]);
  for (const [i, end] of ends.entries()) end.resolve(i);
  assert.deepEqual(await Promise.all([results[0], results[2], results[3]]), [0, 2, 3]);
  assert.deepEqual(begun, [0, 1, 2, 3]);
});
