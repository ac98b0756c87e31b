import type { Json, JsonObject, Pipeline, Setting, Task } from "../../src/core/mod.ts";
import { KINDS, PIPELINE, type RecordSpec, TASK } from "../schema/mod.ts";
import { executionOrder, waitsOf } from "./execution_order.ts";

/** One instance of a matrix task, as a plan lists it. */
export interface PlannedInstance {
  readonly id: string;
  readonly matrix: JsonObject;
}

/** What {@link planOf} may be told besides. */
export interface PlanOptions {
  /** The instances of a task with a matrix; undefined where they are not known before the run. */
  readonly instancesOf?: (task: Task) => readonly PlannedInstance[] | undefined;
}

/**
 * Says what a run would do: the whole pipeline value, fields in the order of the reference, tasks in execution order.
 *
 * Each setting and parameter has its `value` besides its declaration. Each task has its `kind` (`router` for one that only branches), what
 * it waits for in `after` (routers included), and the instances of its matrix. Secrets show where they come from, never their values.
 *
 * @param settings What `resolveSettings` found.
 * @returns Plain data for `plan --json`; the same for every syntax of a pipeline.
 */
export function planOf(
  pipeline: Pipeline,
  settings: { readonly config: JsonObject; readonly params: JsonObject },
  options: PlanOptions = {},
): JsonObject {
  const plan = ordered(PIPELINE, pipeline);
  if (pipeline.config !== undefined) plan["config"] = withValues(pipeline.config, settings.config);
  if (pipeline.params !== undefined) plan["params"] = withValues(pipeline.params, settings.params);
  for (const list of ["tasks", "finally", "on_failure", "on_success"] as const) {
    const tasks = pipeline[list];
    if (tasks !== undefined) plan[list] = planTasks(tasks, options);
  }
  return plan;
}

function planTasks(tasks: readonly Task[], options: PlanOptions): Json {
  const waits = waitsOf(tasks);
  return executionOrder(tasks, waits).map((task) => {
    const plan = nullPrototype({ id: task.id, kind: KINDS.find((name) => task[name as keyof Task] !== undefined) ?? "router" });
    plan["after"] = waits.get(task.id) ?? [];
    const instances = task.matrix === undefined ? undefined : options.instancesOf?.(task);
    if (instances !== undefined) plan["instances"] = instances.map(({ id, matrix }) => ({ id, matrix }));
    return ordered(TASK, task, plan);
  });
}

function withValues(settings: Readonly<Record<string, Setting>>, values: JsonObject): JsonObject {
  const result = nullPrototype({});
  for (const [name, setting] of Object.entries(settings)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    result[name] = nullPrototype({ ...(setting as unknown as JsonObject), ...(value === undefined ? {} : { value }) });
  }
  return result;
}

/** Adds a record's fields in the order of the table: own fields first, then the shared ones. */
function ordered(spec: RecordSpec, value: object, result: Record<string, Json> = nullPrototype({})): Record<string, Json> {
  const from = value as Readonly<Record<string, Json>>;
  const ranks = ranksOf(spec);
  const names = Object.keys(from).sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  for (const name of names) {
    const field = from[name];
    if (field !== undefined && result[name] === undefined) result[name] = field;
  }
  return result;
}

/** A field's place in the reference. */
function ranksOf(spec: RecordSpec): ReadonlyMap<string, number> {
  let ranks = RANKS.get(spec);
  if (ranks === undefined) {
    ranks = new Map([...spec.fields, ...spec.base?.fields ?? []].map(({ name }, index) => [name, index]));
    RANKS.set(spec, ranks);
  }
  return ranks;
}

const RANKS = new WeakMap<RecordSpec, ReadonlyMap<string, number>>();

function nullPrototype(fields: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.assign(Object.create(null), fields);
}
