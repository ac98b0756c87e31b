import assert from "node:assert/strict";
import { BoundedCache } from "./bounded_cache.ts";

Deno.test("BoundedCache.get() makes a value once and forgets the one not used longest", () => {
  const made: string[] = [];
  const cache = new BoundedCache<string>({ entries: 2, keyLength: 100 });
  const ask = (key: string) => cache.get(key, () => (made.push(key), key));
  for (const key of ["a", "b", "a", "c", "a", "b"]) ask(key);
  assert.deepEqual(made, ["a", "b", "c", "b"]);
  assert.equal(cache.size, 2);
});

Deno.test("BoundedCache.get() bounds the length of all keys", () => {
  const cache = new BoundedCache<number>({ entries: 100, keyLength: 10 });
  for (let i = 0; i < 9; i++) cache.get(`key${i}`, () => i);
  assert.equal(cache.size, 2);
  assert.equal(cache.get("a key that is longer than all", () => 1), 1);
  assert.equal(cache.size, 2);
});
