import { AppError, nearest } from "../../core/mod.ts";

/**
 * The ids that a task's name stands for: its own, or those of all instances of its matrix.
 *
 * @param ids All tasks of the run.
 * @throws AppError `task_unknown`.
 */
export function tasksNamed(task: string, ids: readonly string[], run: string): ReadonlySet<string> {
  const found = ids.includes(task) ? [task] : ids.filter((id) => id.startsWith(`${task}[`));
  if (found.length > 0) return new Set(found);
  const near = nearest(task, [...ids, ...new Set(ids.map((id) => id.replace(/\[.*$/s, "")))]);
  throw new AppError("task_unknown", `The run ${run} has no task "${task}"`, near === undefined ? {} : { hint: `Did you mean "${near}"?` });
}
