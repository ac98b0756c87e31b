import { inputReaderOf } from "./code_words.ts";
import { endCommand } from "./end_word.ts";
import type { PosixReading } from "./posix_reading.ts";
import type { ShellCursor } from "./shell_cursor.ts";
import { type CommandFrame, commandFrame, type HereDocument, textFrame } from "./shell_frame.ts";

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

/** Goes into a body in which expansions work; `pending` are all documents of its line, which are read one after the other. */
export function enterDocument(
  reading: PosixReading,
  frame: CommandFrame,
  pending: readonly HereDocument[],
  document: HereDocument,
  body: BodyRange,
): void {
  const reader = inputReaderOf(document.words);
  // The documents that follow this one on the same line are read when its body is done.
  frame.documents.push(...pending.slice(pending.indexOf(document) + 1));
  reading.push(textFrame("document", frame, {
    // The body is no part of the command's words.
    command: commandFrame("", frame, true),
    isQuoted: true,
    need: reader === undefined ? frame.need : { kind: "inert", by: reader },
    end: reading.cursor.limit,
    resume: body.resume,
  }));
  reading.cursor.limit = body.end;
}

/** At the limit: goes on behind the innermost here-document; false when the whole text is read. */
export function leaveDocument(reading: PosixReading): boolean {
  const index = reading.frames.findLastIndex((frame) => frame.kind === "document");
  const document = reading.frames[index];
  if (document === undefined || document.kind !== "document") return false;
  for (const frame of reading.frames.slice(index)) if (frame.kind === "command") endCommand(frame);
  reading.frames.length = index;
  reading.top = reading.frames[index - 1] ?? reading.top;
  reading.cursor.limit = document.end;
  reading.cursor.at = document.resume;
  // Back onto the line break, so that the next body is read.
  if (reading.top.kind === "command" && reading.top.documents.length > 0 && reading.cursor.text[reading.cursor.at - 1] === "\n") {
    reading.cursor.at--;
  }
  return true;
}
