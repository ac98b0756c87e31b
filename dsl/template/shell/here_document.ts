import type { HereDocument } from "./shell_frame.ts";
import type { ShellCursor } from "./shell_cursor.ts";

/** Where a body ends, and where the line after its delimiter begins. */
export interface BodyRange {
  readonly end: number;
  readonly resume: number;
}

/** Finds the end of a here-document whose body begins at the cursor. */
export function bodyRange({ text, at, limit }: ShellCursor, { delimiter, stripsTabs }: HereDocument): BodyRange {
  let start = at;
  while (start < limit) {
    const feed = text.indexOf("\n", start);
    const end = feed < 0 || feed > limit ? limit : feed;
    const line = text.slice(start, end);
    if ((stripsTabs ? line.replace(/^\t+/, "") : line) === delimiter) return { end: start, resume: Math.min(end + 1, limit) };
    start = end + 1;
  }
  return { end: limit, resume: limit };
}

/**
 * Reads the delimiter at the cursor; quoting any part of it switches replacing off in the body.
 *
 * @param onExpression Takes an expression that stands in it.
 */
export function readDelimiter(cursor: ShellCursor, onExpression: () => void): { readonly delimiter: string; readonly isQuoted: boolean } {
  while (cursor.char === " " || cursor.char === "\t") cursor.at++;
  let delimiter = "";
  let isQuoted = false;
  while (cursor.at < cursor.limit && !/[\s;&|<>()]/.test(cursor.char)) {
    const { char } = cursor;
    if (cursor.startsWith("{{")) {
      onExpression();
      continue;
    }
    cursor.at++;
    if (char === "\\") {
      isQuoted = true;
      delimiter += cursor.char;
      cursor.at++;
    } else if (char === "'" || char === '"') {
      isQuoted = true;
      const close = cursor.text.indexOf(char, cursor.at);
      const end = close < 0 ? cursor.limit : close;
      delimiter += cursor.text.slice(cursor.at, end);
      cursor.at = end + 1;
    } else delimiter += char;
  }
  return { delimiter, isQuoted };
}
