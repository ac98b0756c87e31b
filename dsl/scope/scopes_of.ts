import { type DeclaredOutputs, emptyRecord, type Pipeline, type Setting, type Task } from "../../src/core/mod.ts";
import { type ScopeTypes, type Type, types } from "../expr/mod.ts";
import { type OrderHints, YAML_HINTS } from "./order_hints.ts";
import type { Scope, ScopeProblem } from "./scope.ts";
import { matrixType } from "./matrix_type.ts";
import { resultTypesOf } from "./result_types.ts";
import { typeOfSetting } from "./setting_type.ts";
import { type TaskOrder, taskOrderOf } from "./task_order.ts";

/** What {@link Scopes.forTask} may include besides. */
export interface TaskScopeOptions {
  /** Whether the task's own last result is in scope, as in `repeat`. Default false. */
  readonly own?: boolean;
}

/** The scopes of one pipeline; asking for one costs nothing that grows with the number of tasks. */
export interface Scopes {
  /** The scope of a task or hook, by its id. */
  forTask(id: string, options?: TaskScopeOptions): Scope;
  /** The scope of fields that are evaluated before any task has run. */
  forPipeline(): Scope;
}

/**
 * The scopes of a pipeline, which may have a broken graph. They are built once for each pipeline value.
 *
 * @param hints The words of the document that the pipeline comes from.
 * @param declared What scripts declare of their outputs, by their tasks' ids; it counts when the pipeline is asked about for the first time.
 */
export function scopesOf(
  pipeline: Pipeline,
  hints: OrderHints = YAML_HINTS,
  declared: ReadonlyMap<string, DeclaredOutputs> = new Map(),
): Scopes {
  const known = KNOWN.get(pipeline);
  if (known !== undefined) return known;
  const scopes = new PipelineScopes(pipeline, hints, declared);
  KNOWN.set(pipeline, scopes);
  return scopes;
}

const KNOWN = new WeakMap<Pipeline, Scopes>();

const STATUS = types.record({ code: types.int, text: types.string });
const EARLY_RUN = { id: types.string, pipeline: types.string, status: types.string };
const RUN = types.record({ ...EARLY_RUN, started_at: types.string });

class PipelineScopes implements Scopes {
  readonly #tasks = new Map<string, Task>();
  /** The tasks that name each task in `then` or `else`. */
  readonly #routers = new Map<string, string[]>();
  readonly #order: TaskOrder;
  readonly #base: ScopeTypes;
  /** Every task of the pipeline: whether it is before the one that asks is judged by {@link Scope.problemOf}. */
  readonly #results: { readonly tasks: Type; readonly upstream: Type };

  readonly #hints: OrderHints;
  readonly #pipeline: Pipeline;
  readonly #matrices = new Map<Task, Type>();

  constructor(pipeline: Pipeline, hints: OrderHints, declared: ReadonlyMap<string, DeclaredOutputs>) {
    this.#hints = hints;
    this.#pipeline = pipeline;
    const tasks = emptyRecord<Type>();
    const upstream = emptyRecord<Type>();
    const all = [pipeline.tasks, pipeline.on_failure ?? [], pipeline.on_success ?? [], pipeline.finally ?? []].flat();
    for (const task of all) {
      if (this.#tasks.has(task.id)) continue;
      this.#tasks.set(task.id, task);
      const { alone, matrix } = resultTypesOf(task, declared.get(task.id));
      const result = task.matrix === undefined ? alone : matrix;
      for (const id of [...task.then ?? [], ...task.else ?? []]) this.#routers.set(id, [...this.#routers.get(id) ?? [], task.id]);
      tasks[task.id] = result.task;
      upstream[task.id] = result.upstream;
    }
    this.#results = { tasks: types.record(tasks), upstream: types.record(upstream) };
    this.#order = taskOrderOf(pipeline);
    this.#base = {
      params: settingsType(pipeline.params),
      config: settingsType(pipeline.config),
      env: types.map(types.string, types.string),
      secrets: settingsType(pipeline.secrets, () => types.string),
      event: types.dyn,
      payload: types.dyn,
      run: types.record(EARLY_RUN),
      meta: types.map(types.string, types.dyn),
    };
  }

  forTask(id: string, options: TaskScopeOptions = {}): Scope {
    const task = this.#tasks.get(id);
    const upstream = this.#upstreamOf(task);
    const scope: Record<string, Type> = { ...this.#base, ...this.#results, run: RUN, status: STATUS };
    if (task?.matrix !== undefined) scope["matrix"] = this.#matrixOf(task, task.matrix);
    return {
      types: scope,
      problemOf: (variable, field) => {
        if (field === undefined) return variable === "status" && upstream.length !== 1 ? noStatus(upstream.length, this.#hints) : undefined;
        if (!this.#tasks.has(field)) return undefined;
        if (variable === "upstream") return upstream.includes(field) ? undefined : this.#notUpstream(id, field);
        if (variable !== "tasks" || this.#order.isBefore(field, id) || options.own === true && field === id) return undefined;
        return notBefore(id, field, this.#hints);
      },
      choicesOf: (variable, field) => this.#choicesOf(task, variable, field),
    };
  }

  forPipeline(): Scope {
    return { types: this.#base, problemOf: () => undefined, choicesOf: (variable, field) => this.#choicesOf(undefined, variable, field) };
  }

  #choicesOf(task: Task | undefined, variable: string, field: string): readonly string[] | undefined {
    const values = variable === "matrix"
      ? task?.matrix?.[field]
      : variable === "params" || variable === "config"
      ? this.#pipeline[variable]?.[field]?.enum
      : undefined;
    return Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === "string") ? values : undefined;
  }

  #matrixOf(task: Task, matrix: NonNullable<Task["matrix"]>): Type {
    const type = this.#matrices.get(task) ?? matrixType(matrix, this.#base);
    this.#matrices.set(task, type);
    return type;
  }

  /** What a task depends on directly; for a task of a branch that names nothing itself, the task that chooses the branch. */
  #upstreamOf(task: Task | undefined): readonly string[] {
    if (task === undefined) return [];
    return task.depends_on !== undefined && task.depends_on.length > 0 ? task.depends_on : this.#routers.get(task.id) ?? [];
  }

  #notUpstream(id: string, field: string): ScopeProblem {
    const message = `"${id}" does not depend on "${field}" directly`;
    const hint = this.#order.isBefore(field, id)
      ? `${this.#hints.add(field)}, or use tasks${accessTo(field)}`
      : this.#hints.wait(field, id);
    return { code: "expr_not_upstream", message, hint };
  }
}

function notBefore(id: string, field: string, hints: OrderHints): ScopeProblem {
  if (id === field) {
    return { code: "expr_task_not_before", message: `"${id}" uses its own result`, hint: "Only `repeat` sees the task's own last result" };
  }
  return {
    code: "expr_task_not_before",
    message: `"${field}" is not certain to have ended before "${id}" starts`,
    hint: hints.wait(field, id),
  };
}

function noStatus(count: number, hints: OrderHints): ScopeProblem {
  return {
    code: "expr_no_status",
    message: `\`status\` is that of the only upstream, and this task has ${count === 0 ? "none" : count}`,
    hint: count === 0 ? hints.any : "Name the task: tasks.<id>.exit_code or tasks.<id>.status",
  };
}

function accessTo(id: string): string {
  return /^[A-Za-z_]\w*$/.test(id) ? `.${id}` : `["${id}"]`;
}

function settingsType<T>(settings: Readonly<Record<string, T>> | undefined, typeOf: (row: T) => Type = asSetting): Type {
  const fields = emptyRecord<Type>();
  for (const [name, setting] of Object.entries(settings ?? {})) fields[name] = typeOf(setting);
  return types.record(fields);
}

function asSetting(row: unknown): Type {
  return typeOfSetting(row as Setting);
}
