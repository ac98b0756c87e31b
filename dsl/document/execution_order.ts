import type { Task } from "../../src/core/mod.ts";

/** What a task waits for: its own `depends_on`, then the routers that name it. */
export type Waits = ReadonlyMap<string, readonly string[]>;

/** Collects what each task of a list waits for. */
export function waitsOf(tasks: readonly Task[]): Waits {
  const waits = new Map<string, string[]>(tasks.map((task) => [task.id, [...task.depends_on ?? []]]));
  for (const task of tasks) {
    for (const id of [...task.then ?? [], ...task.else ?? []]) {
      const list = waits.get(id);
      if (list !== undefined && !list.includes(task.id)) list.push(task.id);
    }
  }
  return waits;
}

/**
 * Puts tasks into the order in which one worker would run them: whatever is ready, the first in the document first.
 *
 * @param tasks A list without loops. Of a list with loops, the tasks on them and behind them are left out.
 */
export function executionOrder(tasks: readonly Task[], waits: Waits = waitsOf(tasks)): readonly Task[] {
  const index = new Map(tasks.map((task, position) => [task.id, position]));
  const open = tasks.map((task) => (waits.get(task.id) ?? []).filter((id) => index.has(id)).length);
  const after: number[][] = tasks.map(() => []);
  for (const [position, task] of tasks.entries()) {
    for (const id of waits.get(task.id) ?? []) after[index.get(id) ?? -1]?.push(position);
  }
  const ready = new IndexHeap();
  for (const [position, count] of open.entries()) if (count === 0) ready.push(position);
  const order: Task[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    const task = tasks[next];
    if (task !== undefined) order.push(task);
    for (const position of after[next] ?? []) {
      const left = (open[position] ?? 0) - 1;
      open[position] = left;
      if (left === 0) ready.push(position);
    }
  }
  return order;
}

/** A binary heap of numbers, the smallest on top. */
class IndexHeap {
  readonly #items: number[] = [];

  push(value: number): void {
    const items = this.#items;
    let at = items.push(value) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] ?? 0;
      if (above <= value) break;
      items[at] = above;
      at = parent;
    }
    items[at] = value;
  }

  pop(): number | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (items.length === 0 || last === undefined) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && (items[child + 1] ?? 0) < (items[child] ?? 0)) child++;
      const below = items[child] ?? 0;
      if (below >= last) break;
      items[at] = below;
      at = child;
    }
    items[at] = last;
    return top;
  }
}
