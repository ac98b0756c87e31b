import { PIPELINE, type RecordSpec } from "../schema/mod.ts";
import type { Cursor } from "./cursor.ts";
import { PIPELINE_FORMS, settingForm, SOURCE_FORMS } from "./forms.ts";
import { parseBlock, type Parsed } from "./parse_block.ts";
import { parseCheck } from "./parse_check.ts";
import { parseDeclare } from "./parse_declare.ts";
import { parseSecret } from "./parse_secret.ts";
import { parseStatement } from "./parse_statement.ts";
import { parseTask } from "./parse_task.ts";
import { parseWhen } from "./parse_when.ts";
import type { HookNode, Item, Name, SourceNode, TaskNode } from "./tree.ts";

/** How an item of a pipeline is read, by its first word; every other word is a policy or a setting. */
const ITEMS: ReadonlyMap<string, (cursor: Cursor) => Item | "none"> = new Map<string, (cursor: Cursor) => Item | "none">([
  ["config", parseDeclare],
  ["param", parseDeclare],
  ["secret", parseSecret],
  ["on", parseOn],
  ["finally", (cursor) => parseHook(cursor, cursor.take(), "finally")],
  ["task", parseTask],
  ["when", parseWhen],
  ["check", parseCheck],
]);

/** Whether only an item of a pipeline begins with the word. */
export function isItemWord(word: string): boolean {
  return ITEMS.has(word);
}

/** Reads one item of a pipeline. */
export function parseItem(cursor: Cursor): Parsed<Item> {
  if (!cursor.isWord()) {
    cursor.expected("a task, a declaration, a setting or '}'", undefined, true);
    return "none";
  }
  const { text } = cursor.lexer;
  const moved = Object.hasOwn(WRITTEN_OTHERWISE, text) ? WRITTEN_OTHERWISE[text] : undefined;
  if (moved !== undefined) {
    cursor.report({ code: "flow_place", message: `"${text}" is no statement of a pipeline`, span: cursor.here, hint: moved });
    cursor.lexer.next();
    cursor.skip();
    return "none";
  }
  const item = ITEMS.get(text);
  return item === undefined ? parseStatement(cursor, PIPELINE_FORMS.get(text) ?? settingForm(text), PIPELINE) : item(cursor);
}

/** What YAML writes as fields and flow as statements. */
const WRITTEN_OTHERWISE: Readonly<Record<string, string>> = {
  name: "It stands behind the word: pipeline nightly { … }",
  params: "Write one line for each: param threshold: int = 10",
  secrets: 'Write one line for each: secret token = env("API_TOKEN")',
  tasks: "Write one block for each: task fetch { … }",
  on_failure: "Write on failure { task … }",
  on_success: "Write on success { task … }",
  else: "It belongs to a when, on the line of its }",
};

const FOUND = PIPELINE.byName.get("on")?.type;
/** The record of the sources. */
export const SOURCES: RecordSpec = FOUND?.kind === "record" ? FOUND.record : PIPELINE;

function parseOn(cursor: Cursor): SourceNode | HookNode | "none" {
  const word = cursor.take();
  if (cursor.isAtEnd || !cursor.isWord()) {
    cursor.expected("a source such as schedule, failure or success");
    return "none";
  }
  const { text } = cursor.lexer;
  if (text === "failure" || text === "success") {
    cursor.lexer.next();
    return parseHook(cursor, word, `on_${text}`);
  }
  const statement = parseStatement(cursor, SOURCE_FORMS.get(text) ?? settingForm(text), SOURCES);
  return { kind: "source", word, statement, span: cursor.since(word.span.start) };
}

function parseHook(cursor: Cursor, word: Name, list: HookNode["list"]): HookNode {
  const known = cursor.problems.length;
  const column = cursor.columnOf(word.span.start);
  const item = (): Parsed<TaskNode> => {
    if (cursor.isWord("task")) return parseTask(cursor);
    if (cursor.isWord() && isItemWord(cursor.lexer.text) && cursor.columnOf(cursor.lexer.start) <= column) return "lost";
    cursor.expected("task or '}'", "A hook holds only tasks", true);
    return "none";
  };
  const block = parseBlock(cursor, item, { known });
  return { kind: "hook", list, word: word.span, block, span: cursor.since(word.span.start) };
}
