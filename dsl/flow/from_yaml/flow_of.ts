import type { Diagnostic } from "../../../src/core/mod.ts";
import type { DocNode, MapNode } from "../../tree.ts";
import { commentSpans } from "../../yaml/comment_spans.ts";
import type { FormatResult } from "../../yaml/mod.ts";
import { formatFlow } from "../format/format_flow.ts";
import { Comments } from "./comments.ts";
import { printCondition } from "./print_condition.ts";
import { printPipeline } from "./print_pipeline.ts";
import { valueAt } from "./task_fields.ts";

/** A YAML document that has no mistakes. */
export interface ReadDocument {
  /** Without a byte order mark, lines ended by line feeds. */
  readonly text: string;
  readonly root: MapNode;
  /** The pipeline's name. */
  readonly name: string;
}

/**
 * Writes a YAML document as the flow file of the same pipeline, in the form that `fmt` gives it. Every comment is kept: at the statement
 * that says what it stood at, or before what follows.
 *
 * @param file Its name for diagnostics.
 */
export function flowOf({ text, root, name }: ReadDocument, file: string): FormatResult {
  const condition = conditionsOf(root).find((node) => printCondition(node) === undefined);
  if (condition !== undefined) {
    const message = "This condition cannot stand without its braces";
    const problem: Diagnostic = { severity: "error", code: "flow_syntax", message, file, span: condition.span };
    return { text: undefined, root, diagnostics: [problem] };
  }
  const comments = new Comments(text, commentSpans(text), root);
  return formatFlow(printPipeline(root, name, comments), file);
}

const TASK_LISTS: ReadonlySet<string> = new Set(["tasks", "finally", "on_failure", "on_success"]);

/** The conditions in the first lines of tasks. */
function conditionsOf(root: MapNode): readonly DocNode[] {
  const tasks = root.entries.flatMap(({ key, value }) => TASK_LISTS.has(key) && value.kind === "seq" ? value.items : []);
  return tasks.flatMap((task) => task.kind === "map" ? valueAt(task, "if") ?? [] : []);
}
