import { TASK } from "../schema/mod.ts";
import type { Cursor } from "./cursor.ts";
import { settingForm, TASK_FORMS } from "./forms.ts";
import { parseBlock, type Parsed } from "./parse_block.ts";
import { parseCheck } from "./parse_check.ts";
import { isItemWord, parseItem } from "./parse_item.ts";
import { parseNames, takeName } from "./parse_names.ts";
import { parseStatement } from "./parse_statement.ts";
import { parseCondition, parseValue } from "./parse_value.ts";
import type { Axis, Header, Name, Step, TaskNode } from "./tree.ts";

/** Reads a task; the cursor stands at the word `task`. */
export function parseTask(cursor: Cursor): TaskNode {
  const known = cursor.problems.length;
  const word = cursor.take();
  const name = takeName(cursor, "the task's name");
  const headers: Header[] = [];
  for (let header = parseHeader(cursor, headers); header !== undefined; header = parseHeader(cursor, headers)) headers.push(header);
  const column = cursor.columnOf(word.span.start);
  const block = parseBlock(cursor, () => parseStep(cursor, column), { known, words: ["after", "if", "for"] });
  return { kind: "task", word, name, headers, block, span: cursor.since(word.span.start) };
}

function parseHeader(cursor: Cursor, before: readonly Header[]): Header | undefined {
  if (cursor.isAtEnd || !cursor.isWord()) return undefined;
  const { text } = cursor.lexer;
  if (text !== "after" && text !== "if" && text !== "for") return undefined;
  const word = cursor.take();
  const same = before.find(({ kind }) => kind === text);
  if (same !== undefined) {
    const related = { message: "It first stands here", span: same.word.span };
    cursor.report({ code: "flow_duplicate", message: `"${text}" stands twice`, span: word.span, related });
  }
  if (text === "after") return { kind: "after", word, names: parseNames(cursor) };
  return text === "if" ? { kind: "if", word, condition: parseCondition(cursor) } : { kind: "for", word, axes: parseAxes(cursor) };
}

function parseAxes(cursor: Cursor): Axis[] {
  const axes: Axis[] = [];
  do {
    const name = takeName(cursor, "the name of an axis");
    if (name === undefined) break;
    if (cursor.isAtEnd || !cursor.isWord("in")) {
      cursor.expected("in", 'For example: for region in ["eu", "us"]');
      break;
    }
    cursor.lexer.next();
    axes.push({ name, value: parseValue(cursor) });
  } while (cursor.accept(","));
  return axes;
}

/** Reads one statement of a task's block. `column` is the task's own. */
function parseStep(cursor: Cursor, column: number): Parsed<Step> {
  const { lexer } = cursor;
  if (!cursor.isWord()) {
    cursor.expected("a statement, or '}'", undefined, true);
    return "none";
  }
  const { text } = lexer;
  if (text === "check") return parseCheck(cursor);
  if (isItemWord(text)) {
    // No statement of a task begins so. At the task's own column, the task was meant to be closed before.
    if (cursor.columnOf(lexer.start) <= column) return "lost";
    cursor.report({
      code: "flow_place",
      message: `"${text}" cannot stand in a task`,
      span: cursor.here,
      hint: "Is a } missing before it?",
    });
    const item = parseItem(cursor);
    if (item !== "none" && item !== "lost") cursor.strays.push(item);
    return "none";
  }
  const moved = Object.hasOwn(IN_HEADER, text) ? IN_HEADER[text] : undefined;
  if (moved !== undefined) {
    cursor.report({ code: "flow_place", message: `"${text}" cannot stand in a task's block`, span: cursor.here, hint: moved });
    const name: Name = cursor.take();
    cursor.skip();
    return {
      kind: "statement",
      form: settingForm(""),
      word: name,
      method: undefined,
      leads: [],
      clauses: [],
      isBroken: true,
      span: name.span,
    };
  }
  return parseStatement(cursor, TASK_FORMS.get(text) ?? settingForm(text), TASK);
}

const AFTER = "It stands in the task's first line: task b after a { … }";
const IF = 'It stands in the task\'s first line: task b if params.mode == "fast" { … }';
const FOR = 'It stands in the task\'s first line: task b for region in ["eu", "us"] { … }';

/** What YAML writes as fields and flow in a task's first line. */
const IN_HEADER: Readonly<Record<string, string>> = {
  id: "It stands behind the word: task a { … }",
  depends_on: AFTER,
  after: AFTER,
  if: IF,
  matrix: FOR,
  for: FOR,
};
