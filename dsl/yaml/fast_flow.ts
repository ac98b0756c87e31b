import type { DocNode, MapEntry, MapNode, SeqNode } from "../tree.ts";
import {
  APOSTROPHE,
  CLOSE_MAP,
  CLOSE_SEQ,
  COLON,
  COMMA,
  type Cursor,
  HASH,
  LF,
  notMine,
  OPEN_MAP,
  OPEN_SEQ,
  QUOTE,
  SPACE,
} from "./fast_cursor.ts";
import { hasDuplicate } from "./fast_keys.ts";
import { plainNode, quotedNode, readQuoted, requirePlainStart, scanFlowPlain } from "./fast_scalar.ts";

/**
 * Reads a `[…]` or `{…}` and stops behind its bracket.
 *
 * @param parentIndent Column of the block collection around it: the lines inside are indented more, only the last bracket may stand there.
 */
export function readFlow(c: Cursor, parentIndent: number): MapNode | SeqNode {
  return readCollection(c, parentIndent, true);
}

function readCollection(c: Cursor, parentIndent: number, outermost: boolean): MapNode | SeqNode {
  c.enter();
  const isMap = c.text.charCodeAt(c.pos) === OPEN_MAP;
  const node = isMap ? readMap(c, parentIndent, outermost) : readSeq(c, parentIndent, outermost);
  c.leave();
  return node;
}

function readSeq(c: Cursor, parentIndent: number, outermost: boolean): SeqNode {
  const start = c.pos++;
  const items: DocNode[] = [];
  while (toItem(c, parentIndent, outermost) !== CLOSE_SEQ) {
    items.push(readValue(c, parentIndent));
    if (toItem(c, parentIndent, outermost) === COMMA) c.pos++;
    else if (c.text.charCodeAt(c.pos) !== CLOSE_SEQ) notMine();
  }
  return { kind: "seq", span: { start, end: ++c.pos }, items };
}

function readMap(c: Cursor, parentIndent: number, outermost: boolean): MapNode {
  const start = c.pos++;
  const entries: MapEntry[] = [];
  while (toItem(c, parentIndent, outermost) !== CLOSE_MAP) {
    entries.push(readEntry(c, parentIndent));
    if (toItem(c, parentIndent, outermost) === COMMA) c.pos++;
    else if (c.text.charCodeAt(c.pos) !== CLOSE_MAP) notMine();
  }
  if (hasDuplicate(entries)) notMine();
  return { kind: "map", span: { start, end: ++c.pos }, entries };
}

function readEntry(c: Cursor, parentIndent: number): MapEntry {
  const text = c.text;
  const start = c.pos;
  const first = text.charCodeAt(start);
  let key: string;
  let end: number;
  if (first === QUOTE || first === APOSTROPHE) {
    const quoted = readQuoted(c);
    key = quoted.value;
    end = quoted.end;
    while (text.charCodeAt(c.pos) === SPACE) c.pos++;
  } else {
    requirePlainStart(text, start);
    end = scanFlowPlain(c);
    key = text.slice(start, end);
    if (key === "<<") notMine();
  }
  if (text.charCodeAt(c.pos) !== COLON || text.charCodeAt(c.pos + 1) !== SPACE || end - start > 1000) notMine();
  c.pos++;
  toItem(c, parentIndent, false);
  return { key, keySpan: { start, end }, value: readValue(c, parentIndent) };
}

function readValue(c: Cursor, parentIndent: number): DocNode {
  const first = c.text.charCodeAt(c.pos);
  if (first === QUOTE || first === APOSTROPHE) return quotedNode(readQuoted(c));
  if (first === OPEN_SEQ || first === OPEN_MAP) return readCollection(c, parentIndent, false);
  requirePlainStart(c.text, c.pos);
  const start = c.pos;
  const end = scanFlowPlain(c);
  if (c.stop === "colon") notMine();
  return plainNode(c, start, end);
}

/**
 * Moves over spaces, line ends and comments.
 *
 * @returns The character there.
 */
function toItem(c: Cursor, parentIndent: number, outermost: boolean): number {
  const text = c.text;
  let p = c.pos;
  let lineStart = -1;
  for (;; p++) {
    const ch = text.charCodeAt(p);
    if (ch === SPACE) continue;
    if (ch === LF) {
      lineStart = p + 1;
    } else if (ch === HASH) {
      const before = text.charCodeAt(p - 1);
      if (before !== SPACE && before !== LF) notMine();
      const end = text.indexOf("\n", p);
      if (end === -1) notMine();
      p = end;
      lineStart = end + 1;
    } else {
      if (p >= text.length || lineStart !== -1 && !isIndented(c, p, p - lineStart, parentIndent, outermost)) notMine();
      c.pos = p;
      return ch;
    }
  }
}

function isIndented(c: Cursor, p: number, indent: number, parentIndent: number, outermost: boolean): boolean {
  if (indent > parentIndent) return indent > 0 || !c.text.startsWith("---", p) && !c.text.startsWith("...", p);
  const ch = c.text.charCodeAt(p);
  return indent === parentIndent && outermost && (ch === CLOSE_SEQ || ch === CLOSE_MAP);
}
