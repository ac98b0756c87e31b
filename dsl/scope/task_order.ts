import type { Pipeline, Task } from "../../src/core/mod.ts";

/** Says which tasks are certain to have ended before another one starts. */
export interface TaskOrder {
  /**
   * Whether `before` has ended (or was skipped) whenever `task` starts. Every task has ended before a hook. False for names that are no
   * tasks, and for a task and itself.
   */
  isBefore(before: string, task: string): boolean;
}

/**
 * Reads the order out of `depends_on`, `then` and `else`. Broken graphs (unknown ids, cycles) are fine: what cannot be told is false.
 *
 * Most questions are answered at once from a spanning forest and from levels; only the others walk the graph.
 */
export function taskOrderOf(pipeline: Pipeline): TaskOrder {
  return new GraphOrder(pipeline);
}

class GraphOrder implements TaskOrder {
  readonly #index = new Map<string, number>();
  readonly #isHook: boolean[] = [];
  readonly #parents: number[][] = [];
  readonly #levels: Int32Array;
  /** Pre- and post-order in the forest of first parents. */
  readonly #enters: Int32Array;
  readonly #leaves: Int32Array;
  readonly #seen: Int32Array;
  #walk = 0;

  constructor(pipeline: Pipeline) {
    const hooks = [...pipeline.on_failure ?? [], ...pipeline.on_success ?? [], ...pipeline.finally ?? []];
    const tasks = [...pipeline.tasks, ...hooks];
    tasks.forEach((task, index) => {
      if (!this.#index.has(task.id)) this.#index.set(task.id, index);
      this.#isHook.push(index >= pipeline.tasks.length);
      this.#parents.push([]);
    });
    tasks.forEach((task, index) => this.#connect(task, index));
    this.#levels = new Int32Array(tasks.length).fill(-1);
    this.#enters = new Int32Array(tasks.length);
    this.#leaves = new Int32Array(tasks.length);
    this.#seen = new Int32Array(tasks.length);
    this.#number();
  }

  isBefore(before: string, task: string): boolean {
    const from = this.#index.get(before);
    const to = this.#index.get(task);
    if (from === undefined || to === undefined || from === to) return false;
    if (this.#isHook[to] && !this.#isHook[from]) return true;
    if (at(this.#levels, from) < 0 || at(this.#levels, to) < 0) return false;
    if (at(this.#enters, from) <= at(this.#enters, to) && at(this.#leaves, to) <= at(this.#leaves, from)) return true;
    return this.#reaches(from, to);
  }

  #connect(task: Task, index: number): void {
    for (const id of task.depends_on ?? []) this.#addParent(index, this.#index.get(id));
    for (const id of [...task.then ?? [], ...task.else ?? []]) {
      const target = this.#index.get(id);
      if (target !== undefined) this.#addParent(target, index);
    }
  }

  #addParent(child: number, parent: number | undefined): void {
    if (parent !== undefined && parent !== child) this.#parents[child]?.push(parent);
  }

  /** Gives every task its level and its place in the forest; tasks on a cycle keep the level -1. */
  #number(): void {
    const children: number[][] = this.#parents.map(() => []);
    const open = this.#parents.map((parents) => parents.length);
    this.#parents.forEach((parents, child) => parents.forEach((parent) => children[parent]?.push(child)));
    const ready = open.flatMap((count, index) => count === 0 ? [index] : []);
    for (const index of ready) {
      const level = 1 + (this.#parents[index] ?? []).reduce((most, parent) => Math.max(most, at(this.#levels, parent)), -1);
      this.#levels[index] = level;
      for (const child of children[index] ?? []) {
        open[child] = (open[child] ?? 0) - 1;
        if (open[child] === 0) ready.push(child);
      }
    }
    const inForest: number[][] = this.#parents.map(() => []);
    const roots: number[] = [];
    for (const index of ready) {
      const [first] = this.#parents[index] ?? [];
      if (first === undefined) roots.push(index);
      else inForest[first]?.push(index);
    }
    let clock = 0;
    const stack = roots.map((index) => ({ index, next: 0 }));
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (top.next === 0) this.#enters[top.index] = ++clock;
      const child = inForest[top.index]?.[top.next++];
      if (child !== undefined) stack.push({ index: child, next: 0 });
      else {
        this.#leaves[top.index] = ++clock;
        stack.pop();
      }
    }
  }

  #reaches(from: number, to: number): boolean {
    const walk = ++this.#walk;
    const stack = [to];
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      for (const parent of this.#parents[index] ?? []) {
        if (parent === from) return true;
        // Levels fall on the way up: below the wanted one it cannot be met any more.
        if (at(this.#seen, parent) === walk || at(this.#levels, parent) <= at(this.#levels, from)) continue;
        this.#seen[parent] = walk;
        stack.push(parent);
      }
    }
    return false;
  }
}

function at(numbers: Int32Array, index: number): number {
  return numbers[index] ?? 0;
}
