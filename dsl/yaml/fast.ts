import type { DocNode, MapEntry, MapNode, ScalarNode, SeqNode } from "../tree.ts";
import { readBlockScalar } from "./fast_block_scalar.ts";
import {
  APOSTROPHE,
  COLON,
  Cursor,
  DASH,
  finishLine,
  GREATER,
  HASH,
  isAlone,
  LF,
  NotMine,
  notMine,
  OPEN_MAP,
  OPEN_SEQ,
  PIPE,
  QUOTE,
  SPACE,
  toContent,
} from "./fast_cursor.ts";
import { readFlow } from "./fast_flow.ts";
import { hasDuplicate } from "./fast_keys.ts";
import { quotedNode, readPlainRest, readQuoted, requirePlainStart, scanPlain } from "./fast_scalar.ts";

/** Longest key, a little under the specification's 1024. */
const MAX_KEY = 1000;

/**
 * Reads what most documents are made of, in one pass: block and flow collections, scalars of every style, comments. Whatever is wrong or
 * unusual (anchors, tags, complex keys, text in quotes over several lines, tabs) is left to the library, so that one place
 * decides what an error is. It accepts nothing that the library refuses and reads nothing differently: a differential test holds it to that.
 *
 * @param text Printable, without a byte order mark, with LF line ends (others are left to `readFastCrlf` and the library).
 * @returns The tree; undefined for a document that it leaves to the library.
 */
export function readFast(text: string): DocNode | undefined {
  if (text.includes("\r")) return undefined;
  const c = new Cursor(text);
  c.pos = behindMarker(text);
  try {
    toContent(c);
    if (c.col === -1) return undefined;
    const root = readNode(c, -1, false);
    return c.col === -1 && root.kind !== "scalar" ? root : undefined;
  } catch (error) {
    if (error instanceof NotMine) return undefined;
    throw error;
  }
}

/** Where the document begins: behind a `---` alone on its line, with nothing but comments before it; 0 when there is none. */
function behindMarker(text: string): number {
  let p = 0;
  for (;;) {
    while (text.charCodeAt(p) === SPACE) p++;
    if (text.charCodeAt(p) === HASH) p = text.indexOf("\n", p);
    else if (text.charCodeAt(p) !== LF) break;
    if (p === -1) return 0;
    p++;
  }
  if (!text.startsWith("---", p) || p > 0 && text.charCodeAt(p - 1) !== LF) return 0;
  p += 3;
  while (text.charCodeAt(p) === SPACE) p++;
  return text.charCodeAt(p) === LF ? p + 1 : 0;
}

/**
 * Reads the node at the cursor, of any kind.
 *
 * @param parentIndent Column of the collection it belongs to, -1 for the root.
 * @param inline Whether it stands behind a dash, where a block scalar may begin.
 */
function readNode(c: Cursor, parentIndent: number, inline: boolean): DocNode {
  const text = c.text;
  const start = c.pos;
  const col = start - c.lineStart;
  const first = text.charCodeAt(start);
  if (first === DASH && isAlone(text, start)) return readSeq(c, col);
  if (first === QUOTE || first === APOSTROPHE) {
    const quoted = readQuoted(c);
    let p = c.pos;
    while (text.charCodeAt(p) === SPACE) p++;
    if (text.charCodeAt(p) === COLON) {
      if (!isAlone(text, p)) notMine();
      c.pos = p + 1;
      return readMap(c, col, quoted.value, start, quoted.end);
    }
    finishLine(c);
    return quotedNode(quoted);
  }
  if (first === OPEN_MAP || first === OPEN_SEQ) return finished(c, readFlow(c, parentIndent));
  if (first === PIPE || first === GREATER) return inline ? readBlockScalar(c, parentIndent) : notMine();
  requirePlainStart(text, start);
  const end = scanPlain(c);
  if (c.stop === "colon") {
    c.pos++;
    return readMap(c, col, text.slice(start, end), start, end);
  }
  return parentIndent < 0 ? notMine() : readPlainRest(c, start, end, parentIndent);
}

/** Reads the items of a block sequence from its first dash. */
function readSeq(c: Cursor, col: number): SeqNode {
  c.enter();
  const text = c.text;
  const start = c.pos;
  const items: DocNode[] = [];
  let end = start;
  do {
    const dash = c.pos;
    let p = dash + 1;
    while (text.charCodeAt(p) === SPACE) p++;
    let item: DocNode;
    if (isLineEnd(text, p)) {
      c.pos = dash + 1;
      finishLine(c);
      item = c.col > col ? readNode(c, col, false) : nothing(dash + 1);
    } else {
      c.pos = p;
      item = readNode(c, col, true);
    }
    items.push(item);
    end = item.span.end;
  } while (c.col === col && text.charCodeAt(c.pos) === DASH && isAlone(text, c.pos));
  if (c.col > col) notMine();
  c.leave();
  return { kind: "seq", span: { start, end }, items };
}

/** Reads the entries of a block mapping whose first key has been read, with the cursor behind its colon. */
function readMap(c: Cursor, col: number, firstKey: string, start: number, firstEnd: number): MapNode {
  c.enter();
  const text = c.text;
  const entries: MapEntry[] = [];
  let key = firstKey;
  let keyStart = start;
  let keyEnd = firstEnd;
  for (;;) {
    if (key === "<<" || keyEnd - keyStart > MAX_KEY) notMine();
    const value = readEntryValue(c, col, keyEnd);
    entries.push({ key, keySpan: { start: keyStart, end: keyEnd }, value });
    if (c.col !== col) {
      if (c.col > col || hasDuplicate(entries)) notMine();
      c.leave();
      return { kind: "map", span: { start, end: value.span.end }, entries };
    }
    keyStart = c.pos;
    const first = text.charCodeAt(keyStart);
    if (first === QUOTE || first === APOSTROPHE) {
      const quoted = readQuoted(c);
      key = quoted.value;
      keyEnd = quoted.end;
      while (text.charCodeAt(c.pos) === SPACE) c.pos++;
      if (text.charCodeAt(c.pos) !== COLON || !isAlone(text, c.pos)) notMine();
    } else {
      requirePlainStart(text, keyStart);
      keyEnd = scanPlain(c);
      if (c.stop !== "colon") notMine();
      key = text.slice(keyStart, keyEnd);
    }
    c.pos++;
  }
}

/** Reads what stands behind a key's colon, there or on the lines below. */
function readEntryValue(c: Cursor, col: number, keyEnd: number): DocNode {
  const text = c.text;
  let p = c.pos;
  while (text.charCodeAt(p) === SPACE) p++;
  if (isLineEnd(text, p)) {
    finishLine(c);
    if (c.col > col) return readNode(c, col, false);
    return c.col === col && text.charCodeAt(c.pos) === DASH && isAlone(text, c.pos) ? readSeq(c, col) : nothing(keyEnd);
  }
  c.pos = p;
  const first = text.charCodeAt(p);
  if (first === QUOTE || first === APOSTROPHE) return finished(c, quotedNode(readQuoted(c)));
  if (first === OPEN_MAP || first === OPEN_SEQ) return finished(c, readFlow(c, col));
  if (first === PIPE || first === GREATER) return readBlockScalar(c, col);
  requirePlainStart(text, p);
  const end = scanPlain(c);
  if (c.stop === "colon") notMine();
  return readPlainRest(c, p, end, col);
}

function finished<T>(c: Cursor, node: T): T {
  finishLine(c);
  return node;
}

function isLineEnd(text: string, p: number): boolean {
  const ch = text.charCodeAt(p);
  return ch === LF || ch === HASH || p >= text.length;
}

function nothing(at: number): ScalarNode {
  return { kind: "scalar", span: { start: at, end: at }, value: null, style: "plain", source: "" };
}
