import type { Span } from "../../src/core/mod.ts";
import { offsetInNode } from "../document/offset_in_node.ts";
import { isText } from "../document/reading.ts";
import { isFlowFile } from "../is_flow_file.ts";
import { checkMarkdown } from "./check_markdown.ts";
import type { EditorDocument } from "./editor_document.ts";
import { expressionAt } from "./expression_at.ts";
import { expressionMarkdown } from "./expression_markdown.ts";
import { fieldMarkdown } from "./field_markdown.ts";
import { flowWord } from "./flow_words.ts";
import { nameAt } from "./name_at.ts";
import { offsetInValue } from "./offset_in_value.ts";
import type { KeyPlace, ValuePlace } from "./place.ts";
import { placesAt } from "./places_at.ts";
import { settingMarkdown } from "./setting_markdown.ts";
import { taskMarkdown } from "./task_markdown.ts";
import { taskNodes } from "./task_nodes.ts";

/** What is shown about a place, as Markdown. */
export interface Hover {
  readonly markdown: string;
  /** What it is about. */
  readonly span: Span;
}

/**
 * Says what stands at a place of a document: a field with its type, default and example, a name or function of an expression, a check's
 * subject, a task.
 *
 * @param offset In the document's text, without a byte order mark.
 */
export function hoverAt(document: EditorDocument, offset: number): Hover | undefined {
  for (const place of placesAt(document.tree, offset)) {
    const found = place.kind === "key" ? keyHover(document, place) : valueHover(document, place, offset);
    if (found !== undefined) return found;
  }
  return wordHover(document, offset);
}

function keyHover({ text, file, draft }: EditorDocument, place: KeyPlace): Hover | undefined {
  const { span, key, record, field, path } = place;
  const [group] = path;
  const written = text.slice(span.start, span.end);
  const row = isFlowFile(file) && written !== key ? flowWord(written) : undefined;
  if (row !== undefined) return { markdown: wordMarkdown(row), span };
  if (record !== undefined) return field === undefined ? undefined : { markdown: fieldMarkdown(field), span };
  if (path.length !== 2 || group !== "params" && group !== "config") return undefined;
  const settings = draft?.[group];
  const setting = settings === undefined || !Object.hasOwn(settings, key) ? undefined : settings[key];
  return setting === undefined ? undefined : { markdown: settingMarkdown(key, setting), span };
}

function valueHover(document: EditorDocument, place: ValuePlace, offset: number): Hover | undefined {
  const { text, tree } = document;
  const { node, type } = place;
  const expression = expressionAt(text, place, offset);
  if (expression !== undefined) {
    const name = nameAt(expression.source, expression.at);
    const markdown = name === undefined ? undefined : expressionMarkdown(document, place, name);
    if (name === undefined || markdown === undefined) return undefined;
    return { markdown, span: { start: expression.offsetOf(name.span.start), end: expression.offsetOf(name.span.end - 1) + 1 } };
  }
  if (!isText(node)) return undefined;
  if (type?.kind === "check") {
    const found = checkMarkdown(node.value, offsetInValue(text, node, offset));
    if (found === undefined) return undefined;
    const { markdown, start, end } = found;
    return { markdown, span: { start: offsetInNode(text, node, start), end: offsetInNode(text, node, end - 1) + 1 } };
  }
  if (type?.kind !== "text" || type.format !== "task" && type.format !== "id") return undefined;
  const task = taskNodes(tree).find(({ id }) => id === node.value);
  return task === undefined ? undefined : { markdown: taskMarkdown(task), span: node.span };
}

/** Words of flow that stand for no field, such as `as`; within texts and comments a word is only a word. */
function wordHover({ text, file }: EditorDocument, offset: number): Hover | undefined {
  if (!isFlowFile(file)) return undefined;
  const start = offset - (/\w*$/.exec(text.slice(Math.max(0, offset - 20), offset))?.[0].length ?? 0);
  const end = offset + (/^\w*/.exec(text.slice(offset, offset + 20))?.[0].length ?? 0);
  const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const row = /["'#]/.test(line) ? undefined : flowWord(text.slice(start, end));
  return row === undefined ? undefined : { markdown: wordMarkdown(row), span: { start, end } };
}

function wordMarkdown({ word, doc, example }: { readonly word: string; readonly doc: string; readonly example: string }): string {
  return `**${word}** · ${doc}\n\n\`\`\`executor-flow\n${example}\n\`\`\``;
}
