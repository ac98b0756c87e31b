// deno-lint-ignore-file no-non-null-assertion
import assert from "node:assert/strict";
import { defineMachine, type Machine } from "./machine.ts";
import { RUN_MACHINE } from "./run_machine.ts";
import { TASK_MACHINE } from "./task_machine.ts";

for (const machine of [RUN_MACHINE, TASK_MACHINE] as Machine<string, string>[]) {
  Deno.test(`${machine.name} machine goes where its table says and throws TypeError everywhere else`, () => {
    for (const state of machine.states) {
      for (const input of machine.inputs) {
        const to = machine.table[state]![input];
        if (to === undefined) assert.throws(() => machine.next(state, input), TypeError, `${state} ${input}`);
        else assert.equal(machine.next(state, input), to);
        assert.ok(to === undefined || machine.states.includes(to));
      }
    }
  });

  Deno.test(`${machine.name} machine reaches every state from its first`, () => {
    const seen = new Set([machine.initial]);
    for (const state of seen) for (const to of Object.values(machine.table[state]!)) seen.add(to!);
    assert.deepEqual([...seen].toSorted(), machine.states.toSorted());
  });

  Deno.test(`${machine.name} machine names only inputs that it lists`, () => {
    for (const state of machine.states) for (const input of Object.keys(machine.table[state]!)) assert.ok(machine.inputs.includes(input));
  });

  Deno.test(`${machine.name} machine draws every transition`, () => {
    const arrows = machine.states.flatMap((state) =>
      Object.entries(machine.table[state]!).map(([input, to]) => `  ${state} --> ${to}: ${input}`)
    );
    for (const arrow of arrows) assert.ok(machine.diagram().includes(arrow));
  });
}

Deno.test("defineMachine() freezes its table", () => {
  const door = defineMachine("door", "shut", ["push"], { shut: { push: "open" }, open: {} });
  assert.throws(() => Object.assign(door.table.shut, { push: "shut" }), TypeError);
  assert.equal(door.diagram(), "stateDiagram-v2\n  [*] --> shut\n  shut --> open: push\n  open --> [*]");
});
