import { Cursor } from "./cursor.ts";
import type { Problem } from "./problem.ts";
import { parseBlock } from "./parse_block.ts";
import { parseItem } from "./parse_item.ts";
import { takeName } from "./parse_names.ts";
import type { Block, FlowFile, Item } from "./tree.ts";

/** A parsed text. */
export interface ParsedFlow {
  /** Undefined when it does not even begin as a pipeline. */
  readonly file: FlowFile | undefined;
  readonly problems: Problem[];
}

/**
 * Parses a text of the flow language. Never throws; after a mistake reading goes on at the next line or `}`.
 *
 * @param source Without a byte order mark.
 */
export function parseFlow(source: string): ParsedFlow {
  const cursor = new Cursor(source);
  const { lexer, problems } = cursor;
  while (cursor.accept(";"));
  if (!cursor.isWord("pipeline")) {
    cursor.expected("pipeline and a name", "A file is one pipeline: pipeline hello { … }", true);
    return { file: undefined, problems };
  }
  const known = problems.length;
  const word = cursor.take().span;
  const name = takeName(cursor, "the pipeline's name");
  const block = parseBlock(cursor, parseItem, { known });
  const strays = parseRest(cursor, block);
  return { file: { source, name, word, block, strays, comments: lexer.comments }, problems };
}

/** What stands behind the pipeline is wrong there, but what it declares may be spoken of. */
function parseRest(cursor: Cursor, block: Block<Item> | undefined): Item[] {
  const { lexer } = cursor;
  while (cursor.accept(";"));
  if (cursor.isAtFileEnd) return cursor.strays;
  if (block !== undefined) {
    const last = block.span.end - 1;
    cursor.report({
      code: "flow_place",
      message: "Something stands behind the end of the pipeline",
      span: cursor.here,
      hint: "A file holds one pipeline",
      related: { message: "The pipeline ends here", span: { start: last, end: last + 1 } },
    });
  }
  while (!cursor.isAtFileEnd) {
    const { start } = lexer;
    const item = cursor.isWord() ? parseItem(cursor) : "none";
    if (item !== "none" && item !== "lost") cursor.strays.push(item);
    cursor.skip();
    if (lexer.start === start || cursor.isOp("}") || cursor.isOp(";")) lexer.next();
  }
  return cursor.strays;
}
