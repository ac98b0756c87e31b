import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Range } from "vscode-languageserver-types";
import type { Span } from "../../core/mod.ts";

/**
 * A place of a text as lines and UTF-16 columns.
 *
 * @param hasMark Whether the text begins with a byte order mark, which the span does not count.
 */
export function rangeIn(text: TextDocument, { start, end }: Span, hasMark = false): Range {
  const shift = hasMark ? 1 : 0;
  return { start: text.positionAt(start + shift), end: text.positionAt(end + shift) };
}
