import { parseCheckAt } from "../check/mod.ts";
import type { Cursor } from "./cursor.ts";
import type { CheckNode } from "./tree.ts";

/** Reads a diagnosis sentence; the cursor stands at the word `check`. */
export function parseCheck(cursor: Cursor): CheckNode {
  const word = cursor.take();
  const subject = cursor.isAtEnd || !cursor.isWord() ? undefined : { text: cursor.lexer.text, span: cursor.here };
  const { check, problems, span } = parseCheckAt(cursor.source, word.span.end);
  for (const problem of problems) cursor.report(problem);
  cursor.lexer.seek(span.end);
  return { kind: "check", word, subject, span: cursor.since(word.span.start), sentence: check === undefined ? undefined : span };
}
