import assert from "node:assert/strict";
import process from "node:process";
import fc from "fast-check";
import type { Pipeline, Task } from "../../src/core/mod.ts";
import { taskOrderOf } from "./task_order.ts";

function pipeline(tasks: readonly Task[], more: Partial<Pipeline> = {}): Pipeline {
  return { name: "p", tasks, ...more };
}

Deno.test("isBefore() follows depends_on, branches and hooks", () => {
  const order = taskOrderOf(pipeline(
    [
      { id: "a" },
      { id: "b", depends_on: ["a"] },
      { id: "route", depends_on: ["b"], then: ["yes"], else: ["no"] },
      { id: "yes" },
      { id: "no" },
      { id: "aside" },
    ],
    { finally: [{ id: "report" }, { id: "last", depends_on: ["report"] }] },
  ));
  const befores: readonly (readonly [string, string, boolean])[] = [
    ["a", "b", true],
    ["b", "a", false],
    ["a", "yes", true],
    ["route", "no", true],
    ["yes", "no", false],
    ["aside", "yes", false],
    ["a", "a", false],
    ["aside", "report", true],
    ["report", "last", true],
    ["last", "report", false],
    ["report", "a", false],
    ["nobody", "a", false],
  ];
  for (const [before, task, expected] of befores) assert.equal(order.isBefore(before, task), expected, `${before} before ${task}`);
});

Deno.test("isBefore() is false around cycles and unknown ids, and never hangs", () => {
  const order = taskOrderOf(pipeline([
    { id: "a", depends_on: ["c"] },
    { id: "b", depends_on: ["a", "gone"] },
    { id: "c", depends_on: ["b"] },
    { id: "a" },
  ]));
  assert.equal(order.isBefore("a", "b"), false);
  assert.equal(order.isBefore("b", "b"), false);
});

Deno.test("isBefore() agrees with a walk over all paths", () => {
  const graphs = fc.array(fc.array(fc.nat(20), { maxLength: 4 }), { maxLength: 20 });
  fc.assert(fc.property(graphs, (rows) => {
    const tasks = rows.map((row, i) => ({ id: `t${i}`, depends_on: [...new Set(row.filter((n) => n < i))].map((n) => `t${n}`) }));
    const order = taskOrderOf(pipeline(tasks));
    const ancestors = tasks.map(() => new Set<number>());
    tasks.forEach((task, i) => {
      for (const id of task.depends_on) {
        const parent = Number(id.slice(1));
        ancestors[i]?.add(parent);
        for (const above of ancestors[parent] ?? []) ancestors[i]?.add(above);
      }
    });
    for (let a = 0; a < tasks.length; a++) {
      for (let b = 0; b < tasks.length; b++) assert.equal(order.isBefore(`t${a}`, `t${b}`), ancestors[b]?.has(a), `t${a} before t${b}`);
    }
  }));
});

Deno.test("isBefore() answers for 20,000 tasks in a chain without walking it", () => {
  const tasks = Array.from({ length: 20_000 }, (_, i) => i === 0 ? { id: "t0" } : { id: `t${i}`, depends_on: [`t${i - 1}`] });
  // Processor time: what else the machine does takes none of it.
  const begin = process.cpuUsage();
  const order = taskOrderOf(pipeline(tasks));
  for (let i = 1; i < tasks.length; i++) assert.ok(order.isBefore("t0", `t${i}`));
  assert.ok(process.cpuUsage(begin).user < 2_000_000);
});
