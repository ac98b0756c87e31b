import assert from "node:assert/strict";
import { inDependencyOrder } from "./dependency_order.ts";

function order(files: string, dependencies: Record<string, string>): string {
  return inDependencyOrder([...files], (file) => dependencies[file] === undefined ? undefined : new Set(dependencies[file])).join("");
}

Deno.test("inDependencyOrder() puts what others depend on first and keeps the order otherwise", () => {
  assert.equal(order("abc", {}), "abc");
  assert.equal(order("abc", { a: "c" }), "cab");
  assert.equal(order("abc", { a: "bx", b: "c" }), "cba");
  assert.equal(order("abc", { c: "a", b: "a" }), "abc");
});

Deno.test("inDependencyOrder() ends for a circle", () => {
  assert.deepEqual([...order("ab", { a: "b", b: "a" })].toSorted(), ["a", "b"]);
});
