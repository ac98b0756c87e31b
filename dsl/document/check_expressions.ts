import { type Code, parseShell, type Pipeline } from "../../src/core/mod.ts";
import { type ExprProblem, type Type, types } from "../expr/mod.ts";
import type { FieldType } from "../schema/field_type.ts";
import { FLOW_HINTS, type Scope, type Scopes, scopesOf, YAML_HINTS } from "../scope/mod.ts";
import { type CheckedTemplate, checkShell, checkTemplate, checkWhole } from "../template/mod.ts";
import { offsetInNode } from "./offset_in_node.ts";
import type { Graph } from "./graph.ts";
import { placeInSource } from "./place_in_source.ts";
import { entryOf, isText, type Reading, type TaskDraft, type TemplateUse } from "./reading.ts";

/** Each wrong name is compared with all task ids: 2,000 mistakes among 10,000 tasks are enough to show. */
const MAX_COST = 20_000_000;

/**
 * Checks every `{{ }}` of a document in the scope of its task: syntax, names, types, and that what it reads has ended before. Problems
 * stand at their place within the expression, in block and quoted text too.
 */
export function checkExpressions(reading: Reading, graph: Graph, pipeline: Pipeline, defaultShell = "sh"): void {
  const scopes = scopesOf(pipeline, reading.report.isFlow ? FLOW_HINTS : YAML_HINTS);
  let cost = 0;
  for (const use of reading.templates) {
    const scope = scopeOf(use, scopes, graph);
    if (scope === undefined) continue;
    if (reading.report.isFull) return;
    const { problems, references, constant, isPlaced } = checkUse(use, scope, pipeline.shell, defaultShell);
    reading.uses.add(references);
    if (constant !== undefined && use.task !== undefined && entryOf(use.task.node, "if") === use.node) use.task.condition = constant;
    const offsetOf = use.offsetOf ?? ((offset: number) => offsetInNode(reading.report.text, use.node, offset));
    for (const problem of problems) {
      if (isFollowOn(problem.code, use.task, graph)) continue;
      reading.report.add({
        severity: problem.severity,
        code: problem.code,
        message: problem.message,
        file: reading.report.file,
        span: isPlaced ? problem.span : placeInSource(problem.span, offsetOf),
        ...hintOf(problem, use),
      });
      if (problem.severity === "error") cost += graph.tasks.size;
      if (cost > MAX_COST) reading.report.close("Too many wrong expressions; the rest is not listed");
    }
  }
}

/**
 * Whether a problem follows from one of the graph, which has been reported: in a loop nothing is before anything, and nobody knows what is
 * before a task that waits for an unknown one.
 */
function isFollowOn(code: Code, task: TaskDraft | undefined, graph: Graph): boolean {
  if (code === "expr_task_not_before" && !graph.isOrdered) return true;
  return ORDER_CODES.has(code) && graph.tasks.get(task?.id ?? "")?.waitsForUnknown === true;
}

const ORDER_CODES: ReadonlySet<Code> = new Set<Code>(["expr_task_not_before", "expr_not_upstream", "expr_no_status"]);

function hintOf({ code, hint }: ExprProblem, use: TemplateUse): { hint?: string } {
  const isEarly = use.scope === "start" || use.task === undefined;
  if (hint === undefined && code === "expr_unknown_variable" && isEarly) {
    return { hint: "No task has run yet when this is computed: params, config, env, secrets, run, event and meta are known" };
  }
  return hint === undefined ? {} : { hint };
}

/** Undefined for a task that cannot be asked about: it has no id of its own. */
function scopeOf({ task, scope }: TemplateUse, scopes: Scopes, graph: Graph): Scope | undefined {
  if (scope === "start" || task === undefined) return scopes.forPipeline();
  if (task.id === undefined || graph.tasks.get(task.id)?.draft !== task) return undefined;
  return scopes.forTask(task.id, { own: scope === "own" });
}

/** Its problems have places of the text, or, with `isPlaced`, of the document. */
function checkUse(
  { node, type, task, field }: TemplateUse,
  scope: Scope,
  shared: string | undefined,
  fallback: string,
): Pick<CheckedTemplate, "problems" | "references" | "constant"> & { readonly isPlaced?: true } {
  if (type.kind === "text" && type.shell) {
    // The command of a check goes to the system's own shell.
    if (field.type.kind === "check") return checkShell(node.value, scope, parseShell(fallback).family);
    const shell = task === undefined ? undefined : entryOf(task.node, "shell");
    const isInContainer = task !== undefined && entryOf(task.node, "image") !== undefined;
    const name = shell !== undefined && isText(shell) ? shell.value : shared ?? (isInContainer ? "sh" : fallback);
    return checkShell(node.value, scope, parseShell(name).family);
  }
  const expect = expectedOf(type);
  const options = expect === undefined ? {} : { expect };
  if (node.parsed?.kind === "expression") return { ...checkWhole(node.parsed.expr, node.span, scope, options), isPlaced: true };
  return checkTemplate(node.value, scope, options);
}

/** The types that a field's expression may have; undefined for any. */
function expectedOf(type: FieldType): Type | readonly Type[] | undefined {
  switch (type.kind) {
    case "bool":
      return types.bool;
    case "int":
      return types.int;
    case "float":
      return types.double;
    case "duration":
      return [types.int, types.double, types.duration, types.string];
    case "size":
      return [types.int, types.string];
    case "expression":
      return types.list(types.dyn);
    default:
      return undefined;
  }
}
