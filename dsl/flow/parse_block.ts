import { nearest, type Span } from "../../src/core/mod.ts";
import type { Cursor } from "./cursor.ts";
import type { Block } from "./tree.ts";

/** What reading one statement of a block may answer besides the statement: nothing that counts, or that the block was never closed. */
export type Parsed<T> = T | "none" | "lost";

/** What {@link parseBlock} is told besides. */
export interface ParseBlockOptions {
  /** How many problems there were before the statement: one in its first line needs no second. */
  readonly known: number;
  /** Words that may stand before the block, for the hint. */
  readonly words?: readonly string[];
}

/**
 * Reads statements in braces, one a line; what cannot be read is passed over to the end of its line.
 *
 * @param item Reads one statement, and reports what is wrong with it.
 * @returns Undefined when there is no `{`.
 */
export function parseBlock<T>(
  cursor: Cursor,
  item: (cursor: Cursor) => Parsed<T>,
  { known, words = [] }: ParseBlockOptions,
): Block<T> | undefined {
  const { lexer } = cursor;
  if (!cursor.isOp("{") || lexer.isNewLine) {
    if (cursor.problems.length === known) {
      const close = cursor.isWord() && !lexer.isNewLine ? nearest(lexer.text, words) : undefined;
      const hint = cursor.isOp("{")
        ? "It stands on the line of its statement"
        : close === undefined
        ? undefined
        : `Did you mean "${close}"?`;
      cursor.expected("'{'", hint);
    }
    cursor.skip(true);
    if (!cursor.isOp("{") || lexer.isNewLine) return undefined;
  }
  const open = cursor.here;
  if (!cursor.enter()) return { items: [], isPartial: true, span: open };
  lexer.next();
  const block = parseItems(cursor, open, item);
  cursor.leave();
  return block;
}

function parseItems<T>(cursor: Cursor, open: Span, item: (cursor: Cursor) => Parsed<T>): Block<T> {
  const items: T[] = [];
  let isPartial = false;
  for (;;) {
    while (cursor.accept(";"));
    if (cursor.accept("}")) break;
    const { start } = cursor.lexer;
    const known = cursor.problems.length;
    const parsed = cursor.isAtFileEnd ? "lost" : item(cursor);
    if (parsed === "lost") {
      cursor.unclosed(open, "}");
      isPartial = true;
      break;
    }
    if (parsed === "none") isPartial = true;
    else items.push(parsed);
    if (cursor.lexer.start === start && !cursor.isAtFileEnd) cursor.lexer.next();
    endStatement(cursor, known);
  }
  return { items, isPartial, span: cursor.since(open.start) };
}

/** Goes to the end of a statement; what stands before it is told, unless a mistake has been. */
function endStatement(cursor: Cursor, known: number): void {
  if (cursor.isAtEnd) return;
  if (cursor.problems.length === known) cursor.expected("the end of the line");
  cursor.skip();
}
