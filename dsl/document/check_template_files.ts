import type { Diagnostic, Pipeline } from "../../src/core/mod.ts";
import { FLOW_HINTS, scopesOf, YAML_HINTS } from "../scope/mod.ts";
import { checkTemplate } from "../template/mod.ts";
import type { Graph } from "./graph.ts";
import { entryOf, hasExpression, isText, type Reading, type TaskDraft } from "./reading.ts";
import { Report } from "./report.ts";

/** The text of a template that a task names. */
export interface TemplateFile {
  /** What diagnostics call it. */
  readonly name: string;
  readonly text: string;
}

/**
 * Checks the expressions of template files in the scope of the task that renders them; their problems name the template.
 *
 * @param read Undefined for a file that is not there or no text: a task may write it before it is rendered.
 */
export async function checkTemplateFiles(
  reading: Reading,
  graph: Graph,
  pipeline: Pipeline,
  read: (path: string) => Promise<TemplateFile | undefined>,
): Promise<readonly Diagnostic[]> {
  const reports = new Map<string, Report>();
  const scopes = scopesOf(pipeline, reading.report.isFlow ? FLOW_HINTS : YAML_HINTS);
  for (const draft of reading.drafts) {
    const path = templatePath(draft);
    if (path === undefined || draft.id === undefined || graph.tasks.get(draft.id)?.draft !== draft) continue;
    const file = await read(path);
    if (file === undefined) reading.uses.addUnknown();
    if (file === undefined || !hasExpression(file.text)) continue;
    const report = reports.get(file.name) ?? reading.report.beside(file.name, file.text);
    reports.set(file.name, report);
    const { problems, references } = checkTemplate(file.text, scopes.forTask(draft.id));
    reading.uses.add(references);
    for (const problem of problems) {
      // In a loop nothing is before anything; the loop itself has been reported.
      if (problem.code === "expr_task_not_before" && !graph.isOrdered) continue;
      report.add({ ...problem, file: file.name });
    }
  }
  return [...reports.values()].flatMap((report) => report.sorted());
}

/** The file of a `template` task, where it is written out. */
function templatePath({ node }: TaskDraft): string | undefined {
  const template = entryOf(node, "template");
  const file = template?.kind === "map" ? entryOf(template, "file") : undefined;
  return file === undefined || !isText(file) || hasExpression(file.value) || file.value.trim() === "" ? undefined : file.value;
}
