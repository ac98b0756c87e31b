import { parseCheckAt } from "../check/mod.ts";
import type { Cursor } from "./cursor.ts";
import type { CheckNode } from "./tree.ts";

/** Reads a diagnosis sentence; the cursor stands at the word `check`. */
export function parseCheck(cursor: Cursor): CheckNode {
  const word = cursor.take();
  const subject = cursor.isAtEnd || !cursor.isWord() ? undefined : { text: cursor.lexer.text, span: cursor.here };
  const sentence = parseCheckAt(cursor.source, word.span.end);
  for (const problem of sentence.problems) cursor.report(problem);
  cursor.lexer.seek(sentence.span.end);
  const span = cursor.since(word.span.start);
  return { kind: "check", word, subject, span, sentence: sentence.check === undefined ? undefined : sentence };
}
