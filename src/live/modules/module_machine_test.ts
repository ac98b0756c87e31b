import assert from "node:assert/strict";
import type { ModuleState } from "../../core/mod.ts";
import { MODULE_TRANSITIONS, ModuleMachine } from "./module_machine.ts";

const STATES = Object.keys(MODULE_TRANSITIONS) as ModuleState[];

/** A shortest way from `idle` to a state. */
function wayTo(target: ModuleState): ModuleState[] {
  const ways: ModuleState[][] = [["idle"]];
  for (const way of ways) {
    const last = way[way.length - 1] as ModuleState;
    if (last === target) return way.slice(1);
    for (const next of MODULE_TRANSITIONS[last]) if (!way.includes(next)) ways.push([...way, next]);
  }
  throw new Error(`No way to ${target}`);
}

Deno.test("ModuleMachine takes every step of its table and refuses every other", () => {
  for (const from of STATES) {
    for (const to of STATES) {
      const machine = new ModuleMachine("pipelines/a", () => 7, () => {});
      for (const state of wayTo(from)) machine.to(state);
      assert.equal(machine.state, from);
      if (MODULE_TRANSITIONS[from].includes(to)) {
        machine.to(to);
        assert.equal(machine.state, to);
      } else assert.throws(() => machine.to(to), TypeError, `${from} → ${to}`);
    }
  }
});

Deno.test("ModuleMachine tells each step and begins its timeline anew with each change", () => {
  const told: string[] = [];
  const machine = new ModuleMachine("pipelines/a", () => told.length, (module, { state, time }) => told.push(`${module} ${state} ${time}`));
  for (const state of ["detected", "preparing", "syncing", "swapping", "active", "detected", "preparing", "error"] as const) {
    machine.to(state);
  }
  assert.deepEqual(told.slice(0, 2), ["pipelines/a detected 0", "pipelines/a preparing 1"]);
  assert.deepEqual(machine.timeline.map(({ state }) => state), ["detected", "preparing", "error"]);
});
