import assert from "node:assert/strict";
import fc from "fast-check";
import type { Task } from "../../src/core/mod.ts";
import { executionOrder } from "./execution_order.ts";

Deno.test("executionOrder() runs what is ready in document order, routers before their branches", () => {
  const tasks: Task[] = [{ id: "x", depends_on: ["z"] }, { id: "y" }, { id: "z" }, { id: "b" }, { id: "r", if: true, then: ["b"] }];
  assert.deepEqual(executionOrder(tasks).map((task) => task.id), ["y", "z", "x", "r", "b"]);
});

Deno.test("executionOrder() never puts a task before what it waits for", () => {
  const lists = fc.array(fc.array(fc.nat({ max: 30 })), { maxLength: 30 });
  fc.assert(fc.property(lists, (waits) => {
    const tasks = waits.map((list, index): Task => ({
      id: `t${index}`,
      depends_on: [...new Set(list.filter((to) => to < index))].map((to) => `t${to}`),
    }));
    const order = executionOrder(tasks.toReversed()).map((task) => task.id);
    return order.length === tasks.length &&
      tasks.every((task) => (task.depends_on ?? []).every((id) => order.indexOf(id) < order.indexOf(task.id)));
  }));
});
