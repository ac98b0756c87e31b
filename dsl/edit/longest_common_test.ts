import assert from "node:assert/strict";
import fc from "fast-check";
import { longestAscending, longestCommon } from "./longest_common.ts";

const LISTS = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 12 });

Deno.test("longestCommon() gives pairs of equal numbers that ascend, as many as there can be", () => {
  fc.assert(fc.property(LISTS, LISTS, (a, b) => {
    const pairs = longestCommon(a, b);
    assert.ok(pairs.every(([i, j]) => a[i] === b[j]));
    assert.ok(pairs.every(([i, j], at) => at === 0 || i > (pairs[at - 1]?.[0] ?? 0) && j > (pairs[at - 1]?.[1] ?? 0)));
    assert.equal(pairs.length, naive(a, b));
  }));
});

Deno.test("longestCommon() gives pairs of long lists too", () => {
  const a = Array.from({ length: 5000 }, (_, i) => i * 7919 % 5003);
  const b = [...a.slice(2000), ...a.slice(0, 2000)];
  const pairs = longestCommon(a, b);
  assert.ok(pairs.length === 3000 && pairs.every(([i, j]) => a[i] === b[j]));
});

Deno.test("longestAscending() keeps as many pairs as possible", () => {
  fc.assert(fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 12 }), (list) => {
    const kept = longestAscending(list.map((value, at) => [value, at] as const));
    assert.ok(kept.every(([i], at) => at === 0 || i > (kept[at - 1]?.[0] ?? 0)));
    assert.equal(kept.length, naive(list, list.toSorted((a, b) => a - b)));
  }));
});

function naive(a: readonly number[], b: readonly number[]): number {
  const [first, ...rest] = a;
  if (first === undefined || b.length === 0) return 0;
  const at = b.indexOf(first);
  return Math.max(naive(rest, b), at < 0 ? 0 : 1 + naive(rest, b.slice(at + 1)));
}
