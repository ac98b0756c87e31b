import assert from "node:assert/strict";
import { planOrder } from "./plan_order.ts";
import { task } from "./testing.ts";

Deno.test("planOrder() puts dependencies first, else keeps the document's order, hooks behind", () => {
  const order = planOrder({ name: "p", tasks: [task("c", ["a"]), task("b"), task("a")], finally: [task("z")], on_failure: [task("y")] });
  assert.deepEqual(order.map(({ task, stage, wave }) => [task.id, stage, wave]), [
    ["b", "tasks", 0],
    ["a", "tasks", 0],
    ["c", "tasks", 1],
    ["y", "on_failure", 0],
    ["z", "finally", 0],
  ]);
});

Deno.test("planOrder() puts branches behind their router", () => {
  const order = planOrder({ name: "p", tasks: [task("yes"), task("no", ["yes"]), { id: "r", then: ["yes"], else: ["no"] }] });
  assert.deepEqual(order.map(({ task, after }) => [task.id, after]), [["r", []], ["yes", ["r"]], ["no", ["yes", "r"]]]);
});

Deno.test("planOrder() leaves cycles out and takes any id", () => {
  const order = planOrder({
    name: "p",
    tasks: [task("a", ["b"]), task("b", ["a"]), task("constructor"), task("__proto__", ["constructor"])],
  });
  assert.deepEqual(order.map(({ task }) => task.id), ["constructor", "__proto__"]);
});
