import type { Pipeline, Task } from "../core/mod.ts";
import { ReadyQueue } from "./ready_queue.ts";

/** A task in the order in which a run would start it. */
export interface PlannedTask {
  readonly task: Task;
  /** Which list it stands in. */
  readonly stage: "tasks" | "on_success" | "on_failure" | "finally";
  /** How many tasks have to end one after the other before it can start, within its list. */
  readonly wave: number;
  /** What it waits for: dependencies, then the routers that name it. */
  readonly after: readonly string[];
}

/**
 * The order in which a run with `max_parallel: 1` starts tasks, every branch taken: dependencies first, else as in the document; the
 * hooks behind. Tasks on a cycle are left out; checking the document reports those.
 *
 * @param pipeline A pipeline; matrices stay folded.
 *
 * @example
 * ```ts
 * planOrder({ name: "p", tasks: [{ id: "b", depends_on: ["a"] }, { id: "a" }] }).map(({ task }) => task.id); // ["a", "b"]
 * ```
 */
export function planOrder(pipeline: Pipeline): readonly PlannedTask[] {
  return [
    ...orderOf(pipeline.tasks, "tasks"),
    ...orderOf(pipeline.on_success ?? [], "on_success"),
    ...orderOf(pipeline.on_failure ?? [], "on_failure"),
    ...orderOf(pipeline.finally ?? [], "finally"),
  ];
}

function orderOf(tasks: readonly Task[], stage: PlannedTask["stage"]): readonly PlannedTask[] {
  const places = new Map(tasks.map((task, index) => [task.id, index]));
  const after = tasks.map((task) => new Set(task.depends_on));
  for (const { id, then = [], else: otherwise = [] } of tasks) {
    for (const branch of [...then, ...otherwise]) after[places.get(branch) ?? -1]?.add(id);
  }
  const open = after.map((ids) => [...ids].filter((id) => places.has(id)).length);
  const dependents = tasks.map((): number[] => []);
  after.forEach((ids, index) => ids.forEach((id) => dependents[places.get(id) ?? -1]?.push(index)));
  const waves = tasks.map(() => 0);
  const ready = new ReadyQueue();
  open.forEach((count, index) => count === 0 && ready.push(index));
  const order: PlannedTask[] = [];
  for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
    const task = tasks[index];
    if (task === undefined) continue;
    const wave = waves[index] ?? 0;
    order.push({ task, stage, wave, after: [...after[index] ?? []] });
    for (const next of dependents[index] ?? []) {
      waves[next] = Math.max(waves[next] ?? 0, wave + 1);
      open[next] = (open[next] ?? 0) - 1;
      if (open[next] === 0) ready.push(next);
    }
  }
  return order;
}
