import { nearest, type Related, type Span } from "../../src/core/mod.ts";
import type { MapNode } from "../tree.ts";
import { quoted } from "./describe.ts";
import { findCycles } from "./find_cycles.ts";
import { entryOf, isText, type Reading, type TaskDraft } from "./reading.ts";

/** One task's place in the graph. */
export interface GraphTask {
  readonly draft: TaskDraft;
  readonly id: string;
  /** Ids of the same list that have to end first: what it depends on, and the routers that name it. */
  readonly before: Edge[];
  /** Present when it waits for a task that is not known: what is before it cannot be told. */
  waitsForUnknown?: true;
}

/** A task that has to end first, and the text that says so. */
export interface Edge {
  readonly id: string;
  readonly span: Span;
}

/** The tasks of a document by id, with their order. */
export interface Graph {
  readonly tasks: ReadonlyMap<string, GraphTask>;
  /** False when there is a loop, so that there is no order. */
  readonly isOrdered: boolean;
}

/** Checks ids, references and loops. Linear in tasks and references. */
export function checkGraph(reading: Reading): Graph {
  const tasks = collect(reading);
  for (const task of tasks.values()) {
    reference(reading, tasks, task, "depends_on");
    const then = reference(reading, tasks, task, "then");
    for (const edge of reference(reading, tasks, task, "else")) {
      const other = then.find((one) => one.id === edge.id);
      if (other !== undefined) {
        reading.report.error("branch_conflict", edge.span, `${quoted(edge.id)} stands in "then" and in "else"`, {
          related: [place(reading, '"then" names it here', other.span)],
        });
      }
    }
    warnConstant(reading, task.draft.node);
  }
  return { tasks, isOrdered: reportCycles(reading, tasks) };
}

function collect(reading: Reading): Map<string, GraphTask> {
  const tasks = new Map<string, GraphTask>();
  for (const draft of reading.drafts) {
    if (draft.id === undefined) continue;
    const first = tasks.get(draft.id);
    if (first === undefined) {
      tasks.set(draft.id, { draft, id: draft.id, before: [] });
      continue;
    }
    reading.report.error("duplicate_id", idSpan(draft), `The id ${quoted(draft.id)} is taken`, {
      related: [place(reading, "It is first used here", idSpan(first.draft))],
    });
  }
  return tasks;
}

/** Where a task's id stands; of one without, the task. */
export function idSpan(draft: TaskDraft): Span {
  return entryOf(draft.node, "id")?.span ?? draft.node.span;
}

function place(reading: Reading, message: string, span: Span): Related {
  return { message, file: reading.report.file, span };
}

/** Checks the ids that a field names, enters the edges they make, and answers the right ones. */
function reference(reading: Reading, tasks: ReadonlyMap<string, GraphTask>, task: GraphTask, name: "depends_on" | "then" | "else"): Edge[] {
  const found: Edge[] = [];
  const seen = new Set<string>();
  for (const { id, span } of namedIn(task.draft, name)) {
    const other = tasks.get(id);
    if (other === undefined) {
      unknownTask(reading, tasks, id, span);
      if (name === "depends_on") task.waitsForUnknown = true;
    } else if (seen.has(id)) reading.report.error("duplicate_reference", span, `"${name}" names ${quoted(id)} twice`);
    else if (other === task) itself(reading, task, name, span);
    else if (!canWaitFor(name, task, other)) otherList(reading, task, other, span);
    else if (name === "depends_on") task.before.push({ id, span });
    else {
      other.before.push({ id: task.id, span });
      found.push({ id, span });
    }
    seen.add(id);
  }
  return found;
}

/** The ids that stand in a field, or behind `run` in the sentence of a check. */
export function namedIn(draft: TaskDraft, name: "depends_on" | "then" | "else"): Edge[] {
  const node = entryOf(draft.node, name);
  const items = node === undefined ? [] : node.kind === "seq" ? node.items : [node];
  const named = items.filter(isText).map(({ value, span }) => ({ id: value, span }));
  return [...named, ...(draft.runs ?? []).flatMap(({ branch, task, span }) => branch === name ? [{ id: task, span }] : [])];
}

/** Within its own list; a hook also for the tasks, which have all ended by then. */
function canWaitFor(name: string, task: GraphTask, other: GraphTask): boolean {
  return other.draft.list === task.draft.list || name === "depends_on" && other.draft.list === "tasks";
}

function unknownTask(reading: Reading, tasks: ReadonlyMap<string, GraphTask>, id: string, span: Span): void {
  const close = reading.mayGuess(tasks.size) ? nearest(id, tasks.keys()) : undefined;
  reading.report.error("unknown_task", span, `There is no task ${quoted(id)}`, {
    hint: close === undefined ? undefined : `Did you mean "${close}"?`,
  });
}

function itself(reading: Reading, task: GraphTask, name: string, span: Span): void {
  const verb = name === "depends_on" ? "waits for itself" : `names itself in "${name}"`;
  reading.report.error("depends_on_itself", span, `${quoted(task.id)} ${verb}: ${task.id} → ${task.id}`);
}

function otherList(reading: Reading, task: GraphTask, other: GraphTask, span: Span): void {
  const message = `${quoted(other.id)} stands in "${other.draft.list}", and this task in "${task.draft.list}"`;
  const hint = `The tasks of "${other.draft.list}" run in their own turn`;
  reading.report.error("hook_dependency", span, message, { hint });
}

/** Draws each loop once, at the text that closes it. */
function reportCycles(reading: Reading, tasks: ReadonlyMap<string, GraphTask>): boolean {
  const cycles = findCycles([...tasks.keys()], (id) => tasks.get(id)?.before ?? []);
  for (const cycle of cycles) {
    const [first, ...rest] = cycle;
    if (first === undefined) continue;
    const ids = [first, ...rest].map((edge) => edge.from);
    const drawn = draw([...ids, first.from]);
    reading.report.error("dependency_cycle", first.span, `Tasks wait for each other: ${drawn}`, {
      hint: "Take one of these dependencies away",
      related: rest.slice(0, 9).map((edge) => place(reading, `${edge.from} waits for ${edge.id}`, edge.span)),
    });
  }
  return cycles.length === 0;
}

/** A loop as arrows, the middle of a long one left out. */
function draw(ids: readonly string[]): string {
  return (ids.length <= 20 ? ids : [...ids.slice(0, 10), `… ${ids.length - 16} more …`, ...ids.slice(-6)]).join(" → ");
}

/** A condition that is written as a constant decides nothing. */
function warnConstant(reading: Reading, node: MapNode): void {
  const condition = entryOf(node, "if");
  if (condition?.kind !== "scalar" || typeof condition.value !== "boolean") return;
  const taken = condition.value ? "then" : "else";
  const other = condition.value ? "else" : "then";
  // A failure that is gone on after takes "else".
  const isTaken = condition.value && entryOf(node, "continue_on") !== undefined;
  if (entryOf(node, other) !== undefined && !isTaken) {
    reading.report.warn("unreachable_task", condition.span, `"if" is always ${condition.value}: the branch "${other}" is never taken`);
  } else if (!condition.value && entryOf(node, taken) === undefined) {
    reading.report.warn("unreachable_task", condition.span, '"if" is always false: this task never runs');
  }
}
