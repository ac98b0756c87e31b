import assert from "node:assert/strict";
import fc from "fast-check";
import { findCycles } from "./find_cycles.ts";

type Edges = Readonly<Record<string, readonly string[]>>;

function cyclesOf(edges: Edges): string[] {
  const cycles = findCycles(Object.keys(edges), (id) => (edges[id] ?? []).map((to) => ({ id: to, span: { start: 0, end: 0 } })));
  return cycles.map((cycle) => cycle.map((edge) => edge.from).join(" "));
}

Deno.test("findCycles() gives each loop from its first task in the document", () => {
  assert.deepEqual(cyclesOf({ a: ["c"], b: ["a"], c: ["b"] }), ["a c b"]);
  assert.deepEqual(cyclesOf({ x: ["c"], c: ["b"], b: ["a"], a: ["c"] }), ["c b a"]);
  assert.deepEqual(cyclesOf({ a: ["b"], b: ["a"], c: ["d"], d: ["c"] }), ["a b", "c d"]);
  assert.deepEqual(cyclesOf({ a: ["b", "c"], b: ["c"], c: [] }), []);
});

Deno.test("findCycles() finds a loop exactly when there is no order", () => {
  const graph = fc.integer({ min: 1, max: 8 }).chain((size) =>
    fc.array(fc.uniqueArray(fc.nat({ max: size - 1 })), { minLength: size, maxLength: size })
  );
  fc.assert(fc.property(graph, (lists) => {
    const edges = Object.fromEntries(lists.map((list, index) => [`t${index}`, list.filter((to) => to !== index).map((to) => `t${to}`)]));
    return (cyclesOf(edges).length === 0) === isOrdered(edges);
  }));
});

function isOrdered(edges: Edges): boolean {
  const done = new Set<string>();
  for (let before = -1; before !== done.size;) {
    before = done.size;
    for (const [id, list] of Object.entries(edges)) if (list.every((to) => done.has(to))) done.add(id);
  }
  return done.size === Object.keys(edges).length;
}

Deno.test("findCycles() takes a chain of 100,000 tasks that ends in a loop", () => {
  const edges: Record<string, string[]> = {};
  for (let n = 0; n < 100_000; n++) edges[`t${n}`] = [`t${(n + 1) % 100_000}`];
  assert.equal(cyclesOf(edges).length, 1);
});
