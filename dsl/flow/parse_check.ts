import type { Cursor } from "./cursor.ts";
import { parseText } from "./parse_value.ts";
import type { CheckNode, Name } from "./tree.ts";

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);
const RELATIONS: ReadonlySet<string> = new Set(["is", "exists", "contains", "matches"]);

/** Reads a diagnosis sentence; the cursor stands at the word `check`. */
export function parseCheck(cursor: Cursor): CheckNode {
  const known = cursor.problems.length;
  const word = cursor.take();
  const { start } = cursor.lexer;
  const subject = cursor.isAtEnd || !cursor.isWord() ? undefined : cursor.take();
  if (subject === undefined) cursor.expected("what to check", 'For example: check disk usage > 90% of "/"');
  else parseRest(cursor);
  const isWrong = cursor.problems.length > known;
  const span = cursor.since(word.span.start);
  return { kind: "check", word, subject, span, sentence: isWrong ? undefined : cursor.since(start) };
}

function parseRest(cursor: Cursor): void {
  const { lexer } = cursor;
  if (!cursor.isAtEnd && (lexer.kind === "string" || lexer.kind === "number")) lexer.next();
  if (!cursor.isAtEnd && cursor.isWord() && !RELATIONS.has(lexer.text)) lexer.next();
  if (!parseRelation(cursor)) return;
  if (acceptWord(cursor, "of") && parseText(cursor).kind === "bad") return;
  if (acceptWord(cursor, "for") && !parseDuration(cursor)) return;
  for (const branch of ["then", "else"]) if (acceptWord(cursor, branch) && !parseAction(cursor)) return;
  if (!cursor.isAtEnd) cursor.expected("the end of the line", "A sentence goes on with of, for, then and else, in this order");
}

function parseRelation(cursor: Cursor): boolean {
  const { lexer } = cursor;
  if (!cursor.isAtEnd && lexer.kind === "op" && COMPARISONS.has(lexer.text)) {
    lexer.next();
    return parseQuantity(cursor);
  }
  if (acceptWord(cursor, "exists")) return true;
  if (acceptWord(cursor, "contains") || acceptWord(cursor, "matches")) return parseText(cursor).kind !== "bad";
  if (acceptWord(cursor, "is")) {
    acceptWord(cursor, "not");
    if (takeWord(cursor) !== undefined) return true;
    cursor.expected("a state such as running");
    return false;
  }
  cursor.expected("a comparison, is, exists, contains or matches");
  return false;
}

function parseQuantity(cursor: Cursor): boolean {
  const { lexer } = cursor;
  const isNegative = !cursor.isAtEnd && cursor.accept("-");
  const isNumber = lexer.kind === "number";
  if (cursor.isAtEnd || !isNumber && (isNegative || lexer.kind !== "duration" && lexer.kind !== "size")) {
    cursor.expected("a quantity such as 90%, 30s or 128MiB");
    return false;
  }
  lexer.next();
  if (isNumber && !cursor.isAtEnd) cursor.accept("%");
  return true;
}

function parseDuration(cursor: Cursor): boolean {
  if (!cursor.isAtEnd && cursor.lexer.kind === "duration") {
    cursor.lexer.next();
    return true;
  }
  cursor.expected("a duration such as 1m");
  return false;
}

function parseAction(cursor: Cursor): boolean {
  const { lexer } = cursor;
  if (acceptWord(cursor, "alert") || acceptWord(cursor, "fail")) {
    if (!cursor.isAtEnd && lexer.kind === "string") lexer.next();
    return true;
  }
  if (!acceptWord(cursor, "run")) {
    cursor.expected("alert, fail or run");
    return false;
  }
  if (!cursor.isAtEnd && (lexer.kind === "word" || lexer.kind === "string")) {
    lexer.next();
    return true;
  }
  cursor.expected("the name of a task");
  return false;
}

function acceptWord(cursor: Cursor, text: string): boolean {
  if (cursor.isAtEnd || !cursor.isWord(text)) return false;
  cursor.lexer.next();
  return true;
}

function takeWord(cursor: Cursor): Name | undefined {
  return cursor.isAtEnd || !cursor.isWord() ? undefined : cursor.take();
}
