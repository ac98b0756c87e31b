import { allTasks, type Journal, type Pipeline, type RunState, type Task } from "../core/mod.ts";
import { kindOf } from "./kinds/mod.ts";

/**
 * Looks for the task at which `resume` has to stop: one that was running when the process died and that may not be repeated. A task may
 * be repeated when it says `idempotent`, or when it had no effect to repeat: a wait, a question, a look at the
 * machine, a template that writes no file, a choice.
 * A `pipeline` task is continued rather than repeated, so it is its own run that is looked at.
 *
 * @returns The task's id, within a sub-pipeline behind those that lead there; undefined when the run can go on.
 */
export function findUnrepeatable(state: RunState, journal: Pick<Journal, "readChild">): readonly string[] | undefined {
  let tasks: ReadonlyMap<string, Task> | undefined;
  for (const { id, status } of state.tasks) {
    if (status !== "running") continue;
    tasks ??= tasksById(state.pipeline);
    const task = tasks.get(baseId(id));
    if (task === undefined) return [id];
    if (mayBeRepeated(task)) continue;
    if (task.pipeline === undefined) return [id];
    const child = journal.readChild(state.run, id);
    const inside = child?.status === "interrupted" ? findUnrepeatable(child, journal) : undefined;
    if (inside !== undefined) return [id, ...inside];
  }
  return undefined;
}

function mayBeRepeated(task: Task): boolean {
  if (task.idempotent === true) return true;
  switch (kindOf(task)) {
    case "wait":
    case "approve":
    case "none":
      return true;
    case "template":
      return task.template?.to === undefined;
    case "check":
      return task.check?.subject !== "command";
    default:
      return false;
  }
}

function tasksById(pipeline: Pipeline): ReadonlyMap<string, Task> {
  return new Map(allTasks(pipeline).map((task) => [task.id, task]));
}

/** `per_region` of `per_region[eu,gold]`. */
function baseId(id: string): string {
  const bracket = id.indexOf("[");
  return bracket < 0 ? id : id.slice(0, bracket);
}
