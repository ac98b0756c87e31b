import type { Json, Task, TaskState } from "../core/mod.ts";
import { emptyRecord } from "../core/mod.ts";
import type { MatrixCell } from "./matrix.ts";
import { type EdgeKind, type Instance, type Unit } from "./unit.ts";

/** Where {@link buildUnits} takes what is not in the tasks themselves. */
export interface BuildUnitsOptions {
  /** The combinations of a task's matrix. */
  cellsOf(task: Task): readonly MatrixCell[];
  /** What an earlier process left of an instance. */
  priorOf?(id: string): TaskState | undefined;
}

/**
 * The graph of one list of tasks, in document order. Each edge is counted once, so that an end costs as much as it has dependents. What a
 * hook depends on in an earlier list has ended: it is the hook's upstream, and no failure of it keeps the hook from running.
 */
export function buildUnits(tasks: readonly Task[], options: BuildUnitsOptions): readonly Unit[] {
  const units = new Map<string, Unit>();
  let ordinal = 0;
  for (const task of tasks) {
    const unit = newUnit(task, routersOf);
    for (const cell of task.matrix === undefined ? [undefined] : cellsOrNone(options.cellsOf(task))) {
      const id = cell === undefined ? task.id : `${task.id}[${cell.key}]`;
      unit.instances.push(newInstance(task, id, cell, ordinal++, options.priorOf?.(id)));
    }
    unit.left = unit.instances.length;
    units.set(task.id, unit);
  }
  const routers = new Map<string, string[]>();
  function routersOf(id: string): readonly string[] {
    return routers.get(id) ?? [];
  }
  for (const from of units.values()) {
    for (const kind of ["then", "else"] as const) {
      for (const id of new Set(from.task[kind])) {
        const to = units.get(id);
        if (to === undefined || to === from) continue;
        to.routed = true;
        routers.set(id, [...new Set([...routersOf(id), from.task.id])]);
        connect(from, to, kind);
      }
    }
  }
  for (const to of units.values()) {
    for (const id of new Set(to.task.depends_on)) {
      const from = units.get(id);
      if (from !== undefined) connect(from, to, "after");
    }
  }
  return [...units.values()];
}

function connect(from: Unit, to: Unit, kind: EdgeKind): void {
  to.open++;
  from.dependents.push({ to, kind });
}

/** A matrix without combinations keeps its task as a single thing, so that its being skipped can be told. */
function cellsOrNone(cells: readonly MatrixCell[]): readonly (MatrixCell | undefined)[] {
  return cells.length === 0 ? [undefined] : cells;
}

function newUnit(task: Task, routersOf: (id: string) => readonly string[]): Unit {
  return {
    task,
    instances: [],
    get upstream() {
      return task.depends_on !== undefined && task.depends_on.length > 0 ? task.depends_on : routersOf(task.id);
    },
    dependents: [],
    open: 0,
    ok: 0,
    routed: false,
    chosen: false,
    leftOutBy: undefined,
    notChosenBy: undefined,
    blockedBy: undefined,
    left: 0,
    nextInstance: 0,
    outcome: undefined,
    branch: undefined,
  };
}

function newInstance(task: Task, id: string, cell: MatrixCell | undefined, ordinal: number, prior: TaskState | undefined): Instance {
  const matrix = cell?.values ?? emptyRecord<Json>();
  return { id, task, matrix, ordinal, key: cell?.key, prior, phase: "pending", end: undefined };
}
