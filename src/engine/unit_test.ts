// deno-lint-ignore-file no-non-null-assertion
import assert from "node:assert/strict";
import type { Task, TaskStatus } from "../core/mod.ts";
import { buildUnits } from "./build_units.ts";
import { applyEdge, closeUnit, NO_OUTPUTS, type Unit, verdictOn } from "./unit.ts";
import { task } from "./testing.ts";

function unitsOf(...tasks: Task[]): Record<string, Unit> {
  return Object.fromEntries(buildUnits(tasks, { cellsOf: () => [] }).map((unit) => [unit.task.id, unit]));
}

function ended(unit: Unit, status: TaskStatus, branch?: string): Unit {
  const outputs = branch === undefined ? NO_OUTPUTS : { branch };
  unit.instances[0]!.end = { status, attempt: 1, durationMs: 0, outputs };
  closeUnit(unit, verdictOn(unit).run);
  for (const { to, kind } of unit.dependents) applyEdge(to, kind, unit);
  return unit;
}

Deno.test("buildUnits() counts each dependency once", () => {
  const { b } = unitsOf(task("a"), task("b", ["a", "a"]));
  assert.equal(b!.open, 1);
});

Deno.test("verdictOn() runs what has a dependency that ran beside one that was left out", () => {
  const { a, b, c } = unitsOf(task("a"), task("b"), task("c", ["a", "b"]));
  ended(a!, "skipped");
  ended(b!, "succeeded");
  assert.deepEqual(verdictOn(c!), { run: true });
});

Deno.test("verdictOn() names the failure at the root of a chain", () => {
  const { a, b, c } = unitsOf(task("a"), task("b", ["a"]), task("c", ["b"]));
  ended(a!, "timed_out");
  ended(b!, "skipped");
  assert.deepEqual(verdictOn(c!), { run: false, reason: '"a" timed out' });
});

Deno.test("verdictOn() runs a task that one of two routers chose", () => {
  const { r, s, x } = unitsOf({ id: "r", then: ["x"] }, { id: "s", else: ["x"] }, task("x"));
  ended(r!, "succeeded", "else");
  ended(s!, "succeeded", "else");
  assert.deepEqual(verdictOn(x!), { run: true });
});
