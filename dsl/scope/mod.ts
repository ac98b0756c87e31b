/**
 * What expressions may use, with types: `config` and `params` from their declarations, `matrix` from its axes, `tasks.<id>` for every task
 * that is certain to have ended, `upstream.<id>` for direct dependencies.
 *
 * ```ts
 * import { scopeForTask } from "./mod.ts";
 *
 * const scope = scopeForTask({ name: "p", params: { n: { type: "int" } }, tasks: [{ id: "a", run: "true" }] }, "a");
 * console.assert(scope.types["params"]?.kind === "record");
 * ```
 *
 * Limits: a task's result has fixed fields, and so have the outputs of a check, a request, a template, a choice, and a script that declares
 * them; what a program prints, or another script returns (`json`, its `outputs.<name>`, `event`) is of type dyn and only known when it runs.
 *
 * @module
 */
import type { Pipeline } from "../../src/core/mod.ts";
import type { Scope } from "./scope.ts";
import { scopesOf, type TaskScopeOptions } from "./scopes_of.ts";

export { checkChoices } from "./check_choices.ts";
export { checkReferences } from "./check_references.ts";
export { FLOW_HINTS, type OrderHints, YAML_HINTS } from "./order_hints.ts";
export { type FieldUse, fieldUses } from "./field_uses.ts";
export type { Scope, ScopeProblem } from "./scope.ts";
export { type Scopes, scopesOf, type TaskScopeOptions } from "./scopes_of.ts";
export { typeOfSetting, withDoubles } from "./setting_type.ts";
export { type TaskOrder, taskOrderOf } from "./task_order.ts";
export { RESULT_FIELDS, RUN_FIELDS, type VariableRow, VARIABLES } from "./variables.ts";

/** The scope of a task's or hook's fields, by its id. */
export function scopeForTask(pipeline: Pipeline, id: string, options: TaskScopeOptions = {}): Scope {
  return scopesOf(pipeline).forTask(id, options);
}

/** The scope of a pipeline's own fields, evaluated before any task has run. */
export function scopeForPipeline(pipeline: Pipeline): Scope {
  return scopesOf(pipeline).forPipeline();
}
