import assert from "node:assert/strict";
import process from "node:process";
import type { Pipeline } from "../../src/core/mod.ts";
import { scopesOf } from "./scopes_of.ts";

Deno.test("scopesOf() builds the scopes of a pipeline once", () => {
  const pipeline: Pipeline = { name: "p", tasks: [{ id: "a" }] };
  assert.equal(scopesOf(pipeline), scopesOf(pipeline));
});

Deno.test("forTask() answers for ids that do not exist and for broken graphs", () => {
  const scopes = scopesOf({ name: "p", tasks: [{ id: "a", depends_on: ["a", "gone"] }, { id: "a" }] });
  assert.equal(scopes.forTask("gone").problemOf("tasks", "a")?.code, "expr_task_not_before");
  assert.equal(scopes.forTask("a").problemOf("upstream", "gone"), undefined);
});

Deno.test("forTask() costs nothing that grows with the number of tasks", () => {
  const tasks = Array.from({ length: 20_000 }, (_, i) => ({ id: `t${i}`, run: "true", depends_on: i === 0 ? [] : [`t${i - 1}`] }));
  // Processor time: what else the machine does takes none of it.
  const begin = process.cpuUsage();
  const scopes = scopesOf({ name: "p", tasks });
  for (const task of tasks) scopes.forTask(task.id);
  assert.ok(process.cpuUsage(begin).user < 2_000_000);
});
