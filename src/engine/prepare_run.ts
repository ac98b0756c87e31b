import { AppError, emptyRecord, type Json, type LoadedPipeline, type Task, type TaskState } from "../core/mod.ts";
import type { EnginePorts, EvaluateField } from "./attempt.ts";
import { buildUnits } from "./build_units.ts";
import { concurrencyOf, type ConcurrencyPlace } from "./concurrency_of.ts";
import { earlyContext } from "./early_context.ts";
import { millisecondsOf, numberOf } from "./field_values.ts";
import { expandMatrix, type MatrixCell } from "./matrix.ts";
import type { EngineParts } from "./parts.ts";
import type { RunOptions } from "./run_options.ts";
import type { Unit } from "./unit.ts";

/** A run worked out as far as it can be before it exists: nothing has been written. */
export interface PreparedRun {
  readonly tasks: readonly Unit[];
  readonly onSuccess: readonly Unit[];
  readonly onFailure: readonly Unit[];
  readonly cleanup: readonly Unit[];
  /** Ids of everything that will end, in document order; hooks stand behind the tasks. */
  readonly ids: readonly string[];
  readonly timeoutMs: number | undefined;
  /** How many tasks run at once. */
  readonly limit: number;
  readonly concurrency: ConcurrencyPlace | undefined;
}

const DEFAULT_CORES = 4;

/**
 * Expands matrices and evaluates the fields of the run itself.
 *
 * @param mask Replaces secrets in the ids of matrix instances.
 * @param priorTasks What an earlier process left of the tasks, when a run is resumed.
 * @throws AppError `matrix_invalid`, `value_invalid`, `resume_mismatch`, `expr_*`.
 */
export async function prepareRun(
  loaded: LoadedPipeline,
  ports: EnginePorts,
  parts: EngineParts,
  options: Pick<RunOptions, "environment" | "maxParallel" | "cores" | "event">,
  run: string,
  mask: (text: string) => string,
  priorTasks?: readonly TaskState[],
): Promise<PreparedRun> {
  const { pipeline } = loaded;
  const evaluate = (task: Task): EvaluateField => parts.createEvaluator(earlyContext(loaded, options, run, task), ports);
  const hooks = { onSuccess: pipeline.on_success ?? [], onFailure: pipeline.on_failure ?? [], cleanup: pipeline.finally ?? [] };
  const cells = new Map<Task, readonly MatrixCell[]>();
  for (const list of [pipeline.tasks, hooks.onSuccess, hooks.onFailure, hooks.cleanup]) {
    for (const task of list) if (task.matrix !== undefined) cells.set(task, await cellsOf(task, task.matrix, evaluate(task), mask));
  }
  const prior = priorTasks === undefined ? undefined : new Map(priorTasks.map((state) => [state.id, state]));
  const build = (tasks: readonly Task[]) =>
    buildUnits(tasks, { cellsOf: (task) => cells.get(task) ?? [], ...prior === undefined ? {} : { priorOf: (id) => prior.get(id) } });
  const stages = {
    tasks: build(pipeline.tasks),
    onSuccess: build(hooks.onSuccess),
    onFailure: build(hooks.onFailure),
    cleanup: build(hooks.cleanup),
  };
  const ids = Object.values(stages).flatMap((units) => units.flatMap((unit) => unit.instances.map(({ id }) => id)));
  const known = new Set(ids);
  const strange = prior === undefined ? undefined : [...prior.keys()].find((id) => !known.has(id));
  if (strange !== undefined) {
    throw new AppError("resume_mismatch", `Run ${run} has a task "${strange}" that its document does not give now`);
  }
  const own = evaluate({ id: pipeline.name });
  return {
    ...stages,
    ids,
    timeoutMs: pipeline.timeout === undefined ? undefined : await millisecondsOf("timeout", pipeline.timeout, own),
    limit: await numberOf("max_parallel", options.maxParallel ?? pipeline.max_parallel ?? options.cores ?? DEFAULT_CORES, 1, own),
    concurrency: await concurrencyOf(pipeline, own),
  };
}

async function cellsOf(
  task: Task,
  matrix: Readonly<Record<string, readonly Json[] | string>>,
  evaluate: EvaluateField,
  mask: (text: string) => string,
): Promise<readonly MatrixCell[]> {
  const axes = emptyRecord<readonly Json[]>();
  for (const [name, axis] of Object.entries(matrix)) {
    const values = typeof axis === "string" ? await evaluate(axis) : axis;
    if (!Array.isArray(values)) throw new AppError("matrix_invalid", `The axis "${name}" of task "${task.id}" gave no list`);
    axes[name] = values;
  }
  return expandMatrix(task.id, axes, mask);
}
