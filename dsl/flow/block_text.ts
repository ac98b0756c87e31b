import type { Span } from "../../src/core/mod.ts";
import type { Piece } from "../tree.ts";

/** A text in triple quotes, without its indentation. */
export interface BlockText {
  readonly value: string;
  readonly pieces: readonly Piece[];
  /** The blanks of the first line that is indented less than the closing quotes. */
  readonly badIndent: Span | undefined;
}

const CLOSING = /\n[ \t]*"""/g;
const OPENING = /"""[ \t]*\r?(?=\n)/y;

/** Where the text that begins with `"""` at an offset ends; undefined when it does not begin on the next line, or nothing ends it. */
export function findBlockEnd(source: string, start: number): number | undefined {
  OPENING.lastIndex = start;
  const opening = OPENING.exec(source);
  if (opening === null) return undefined;
  CLOSING.lastIndex = start + opening[0].length;
  const closing = CLOSING.exec(source);
  return closing === null ? undefined : closing.index + closing[0].length;
}

/**
 * Reads a text in triple quotes: its lines without the closing line's indentation, joined by line feeds.
 *
 * @param start Where its first quotes begin, `end` where its last ones end; as {@link findBlockEnd} finds them.
 */
export function readBlockText(source: string, start: number, end: number): BlockText {
  const closingLine = source.lastIndexOf("\n", end - 3);
  const indent = source.slice(closingLine + 1, end - 3);
  const pieces: Piece[] = [];
  let value = "";
  let badIndent: Span | undefined;
  let at = source.indexOf("\n", start) + 1;
  for (let isFirst = true; at <= closingLine; isFirst = false) {
    const next = source.indexOf("\n", at);
    const stop = source[next - 1] === "\r" ? Math.max(at, next - 1) : next;
    const from = at + sharedLength(source, at, stop, indent);
    const isBlank = source.slice(from, stop).trim() === "";
    if (from - at < indent.length && !isBlank) badIndent ??= { start: at, end: Math.max(from, at + 1) };
    // The line feed before a line belongs to the line that it ends.
    if (!isFirst) value += "\n";
    if (stop > from) pieces.push({ at: value.length, start: from, length: stop - from });
    value += source.slice(from, stop);
    at = next + 1;
  }
  return { value, pieces, badIndent };
}

function sharedLength(source: string, from: number, to: number, indent: string): number {
  let length = 0;
  while (length < indent.length && from + length < to && source[from + length] === indent[length]) length++;
  return length;
}
