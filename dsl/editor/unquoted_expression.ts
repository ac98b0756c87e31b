import type { Completions } from "./completion.ts";
import type { EditorDocument } from "./editor_document.ts";
import { expressionCompletions } from "./expression_completions.ts";
import { taskNodes } from "./task_nodes.ts";

/** Completes an expression by its line alone, where the document around it cannot be read: `if: {{ params.|`. Undefined outside of one. */
export function unquotedExpression(document: EditorDocument, offset: number): Completions | undefined {
  const { text, tree } = document;
  const before = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  const open = before.lastIndexOf("{{");
  if (open < 0 || before.includes("}}", open)) return undefined;
  const task = taskNodes(tree).findLast(({ node }) => node.span.start <= offset)?.node;
  const source = before.slice(open + 2);
  return expressionCompletions(document, { field: undefined, task }, { source, at: source.length });
}
