import { parseShell, type Pipeline, type Span } from "../../src/core/mod.ts";
import { type ExprProblem, type Type, types } from "../expr/mod.ts";
import type { FieldType } from "../schema/field_type.ts";
import { type Scope, type Scopes, scopesOf } from "../scope/mod.ts";
import { checkShell, checkTemplate } from "../template/mod.ts";
import type { ScalarNode } from "../tree.ts";
import { offsetInSource } from "../yaml/mod.ts";
import type { Graph } from "./graph.ts";
import { entryOf, isText, type Reading, type TemplateUse } from "./reading.ts";

/**
 * Checks every `{{ }}` of a document in the scope of its task: syntax, names, types, and that what it reads has ended before. Problems
 * stand at their place within the expression, in block and quoted text too.
 */
export function checkExpressions(reading: Reading, graph: Graph, pipeline: Pipeline): void {
  const scopes = scopesOf(pipeline);
  for (const use of reading.templates) {
    const scope = scopeOf(use, scopes, graph);
    if (scope === undefined) continue;
    for (const problem of problemsOf(use, scope, pipeline)) {
      // In a loop nothing is before anything; the loop itself has been reported.
      if (problem.code === "expr_task_not_before" && !graph.isOrdered) continue;
      reading.report.add({
        severity: problem.severity,
        code: problem.code,
        message: problem.message,
        file: reading.report.file,
        span: placeOf(reading.report.text, use.node, problem.span),
        ...hintOf(problem, use),
      });
    }
  }
}

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

function problemsOf({ node, field, task }: TemplateUse, scope: Scope, pipeline: Pipeline): readonly ExprProblem[] {
  const isRunText = field.name === "run" || field.name === "script";
  if (isRunText) {
    const shell = task === undefined ? undefined : entryOf(task.node, "shell");
    const name = shell !== undefined && isText(shell) ? shell.value : pipeline.shell ?? "sh";
    return checkShell(node.value, scope, parseShell(name).family).problems;
  }
  const expect = expectedOf(field.type);
  return checkTemplate(node.value, scope, expect === undefined ? {} : { expect }).problems;
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
    case "union":
      return type.options[0] === undefined ? undefined : expectedOf(type.options[0]);
    default:
      return undefined;
  }
}

/** A place in a value's text as a place in the document. */
function placeOf(text: string, node: ScalarNode & { readonly value: string }, span: Span): Span {
  const start = offsetInSource(text, node, span.start);
  const end = span.end <= span.start ? start : offsetInSource(text, node, span.end - 1) + 1;
  return { start, end: Math.max(start, end) };
}
