import type { Cursor } from "./cursor.ts";
import { parseBlock, type Parsed } from "./parse_block.ts";
import { parseCheck } from "./parse_check.ts";
import { isItemWord, parseItem } from "./parse_item.ts";
import { parseNames, takeName } from "./parse_names.ts";
import { parseTask } from "./parse_task.ts";
import { parseCondition } from "./parse_value.ts";
import type { Block, Branch, Name, Node, WhenNode } from "./tree.ts";

/** Reads a condition with its branches; the cursor stands at the word `when`. */
export function parseWhen(cursor: Cursor): WhenNode {
  const known = cursor.problems.length;
  const word = cursor.take();
  const column = cursor.columnOf(word.span.start);
  const condition = parseCondition(cursor);
  let as: Name | undefined;
  let after: WhenNode["after"];
  for (;;) {
    if (!cursor.isAtEnd && cursor.isWord("as") && as === undefined) {
      cursor.lexer.next();
      as = takeName(cursor, "a name");
    } else if (!cursor.isAtEnd && cursor.isWord("after") && after === undefined) {
      after = { word: cursor.take(), names: parseNames(cursor) };
    } else break;
  }
  const then = parseThen(cursor, column, known);
  const otherwise = parseElse(cursor, then, column);
  return { kind: "when", word, condition, as, after, then, else: otherwise, span: cursor.since(word.span.start) };
}

function parseThen(cursor: Cursor, column: number, known: number): Branch | undefined {
  if (!cursor.isAtEnd && cursor.isWord("then")) return { kind: "names", word: cursor.take().span, names: parseNames(cursor) };
  const word = cursor.here;
  return { kind: "block", word, block: parseNodes(cursor, column, known) };
}

function parseElse(cursor: Cursor, then: Branch | undefined, column: number): Branch | undefined {
  if (!cursor.isWord("else")) return undefined;
  if (cursor.lexer.isNewLine) {
    cursor.report({
      code: "flow_place",
      message: '"else" stands on the line of the } before it',
      span: cursor.here,
      hint: "Write } else {",
    });
  }
  const word = cursor.take().span;
  if (then?.kind === "names") return { kind: "names", word, names: parseNames(cursor) };
  if (cursor.isAtEnd || !cursor.isWord("when")) return { kind: "block", word, block: parseNodes(cursor, column, cursor.problems.length) };
  if (!cursor.enter()) return undefined;
  const when = parseWhen(cursor);
  cursor.leave();
  return { kind: "when", word, when };
}

function parseNodes(cursor: Cursor, column: number, known: number): Block<Node> | undefined {
  return parseBlock(cursor, () => parseNode(cursor, column), { known, words: ["as", "after", "then"] });
}

function parseNode(cursor: Cursor, column: number): Parsed<Node> {
  const { lexer } = cursor;
  if (cursor.isWord("task")) return parseTask(cursor);
  if (cursor.isWord("when")) return parseWhen(cursor);
  if (cursor.isWord("check")) return parseCheck(cursor);
  if (cursor.isWord() && isItemWord(lexer.text)) {
    if (cursor.columnOf(lexer.start) <= column) return "lost";
    cursor.report({ code: "flow_place", message: `"${lexer.text}" cannot stand in a branch`, span: cursor.here });
    const item = parseItem(cursor);
    if (item !== "none" && item !== "lost") cursor.strays.push(item);
    return "none";
  }
  cursor.expected("task, when, check or '}'", undefined, true);
  return "none";
}
