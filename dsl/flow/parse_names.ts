import type { Cursor } from "./cursor.ts";
import type { Name } from "./tree.ts";

/** Takes a name, bare or as a text; undefined when there is none, which has been reported. */
export function takeName(cursor: Cursor, what: string): Name | undefined {
  const { kind } = cursor.lexer;
  if (!cursor.isAtEnd && (kind === "word" || kind === "string")) return cursor.take();
  cursor.expected(what);
  return undefined;
}

/** Takes names separated by commas; a line may end behind a comma. */
export function parseNames(cursor: Cursor): Name[] {
  const names: Name[] = [];
  if (cursor.isAtEnd) {
    cursor.expected("the name of a task");
    return names;
  }
  do {
    const { kind } = cursor.lexer;
    if (kind !== "word" && kind !== "string") {
      cursor.expected("the name of a task");
      break;
    }
    names.push(cursor.take());
  } while (cursor.accept(","));
  return names;
}
