import { KINDS } from "../../../dsl/schema/mod.ts";
import type { Pipeline, Task } from "../../core/mod.ts";

/** A pipeline's graph for drawing. */
export interface Graph {
  readonly name: string;
  /** In document order, the tasks of hooks last. */
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  readonly id: string;
  /** `command`, `run`, … or `router` for one that only branches. */
  readonly kind: string;
  /** From 0: one more than the deepest of those it waits for. */
  readonly level: number;
  /** The hook it belongs to. */
  readonly hook?: "finally" | "on_failure" | "on_success";
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** `then` or `else` for a branch. */
  readonly label?: "then" | "else";
}

const HOOKS = ["on_success", "on_failure", "finally"] as const;

/** Derives the graph of a pipeline that has been checked (it has no cycle). */
export function graphOf(pipeline: Pipeline): Graph {
  const edges = edgesOf(pipeline.tasks);
  const levels = levelsOf(pipeline.tasks, edges);
  const nodes: GraphNode[] = pipeline.tasks.map((task) => ({ id: task.id, kind: kindOf(task), level: levels.get(task.id) ?? 0 }));
  const deepest = nodes.reduce((most, node) => Math.max(most, node.level), -1);
  for (const hook of HOOKS) {
    const tasks = pipeline[hook] ?? [];
    const hookEdges = edgesOf(tasks);
    const hookLevels = levelsOf(tasks, hookEdges);
    edges.push(...hookEdges);
    for (const task of tasks) nodes.push({ id: task.id, kind: kindOf(task), level: deepest + 1 + (hookLevels.get(task.id) ?? 0), hook });
  }
  return { name: pipeline.name, nodes, edges };
}

/** The kind of a task, for people. */
export function kindOf(task: Task): string {
  return KINDS.find((kind) => task[kind as keyof Task] !== undefined) ?? "router";
}

function edgesOf(tasks: readonly Task[]): GraphEdge[] {
  return tasks.flatMap((task): GraphEdge[] => [
    ...(task.depends_on ?? []).map((from) => ({ from, to: task.id })),
    ...(["then", "else"] as const).flatMap((label) => (task[label] ?? []).map((to) => ({ from: task.id, to, label }))),
  ]);
}

function levelsOf(tasks: readonly Task[], edges: readonly GraphEdge[]): Map<string, number> {
  const open = new Map(tasks.map((task) => [task.id, 0]));
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    // A hook's task may wait for one of the tasks, and these have all ended by then.
    if (!open.has(from)) continue;
    open.set(to, (open.get(to) ?? 0) + 1);
    const list = next.get(from);
    if (list === undefined) next.set(from, [to]);
    else list.push(to);
  }
  const levels = new Map<string, number>();
  const ready = tasks.filter((task) => open.get(task.id) === 0).map((task) => task.id);
  for (const id of ready) levels.set(id, 0);
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    for (const to of next.get(id) ?? []) {
      levels.set(to, Math.max(levels.get(to) ?? 0, (levels.get(id) ?? 0) + 1));
      const left = (open.get(to) ?? 1) - 1;
      open.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return levels;
}
