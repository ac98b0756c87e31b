import type { ScalarNode } from "../tree.ts";
import { coreScalar } from "./core_scalar.ts";
import {
  APOSTROPHE,
  BACKSLASH,
  CLOSE_MAP,
  CLOSE_SEQ,
  COLON,
  COMMA,
  type Cursor,
  DASH,
  finishLine,
  HASH,
  LF,
  notMine,
  OPEN_MAP,
  OPEN_SEQ,
  QUOTE,
  SPACE,
  TAB,
  toContent,
} from "./fast_cursor.ts";
import { MAX_DIGITS } from "./limits.ts";
import { unescapeDouble } from "./unescape_double.ts";

/** ASCII characters that begin a plain scalar whatever follows; a dash is looked at twice, everything else is the library's. */
const PLAIN_START = new Uint8Array(128);
for (const ch of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$()+./;<=\\^~") PLAIN_START[ch.charCodeAt(0)] = 1;

const BYTE_ORDER_MARK = 0xfeff;

/** A quoted scalar that stands on one line, as the fast reader found it. */
export interface QuotedText {
  readonly value: string;
  readonly style: "single" | "double";
  readonly start: number;
  readonly end: number;
}

/** Gives the document up unless a plain scalar certainly begins here. */
export function requirePlainStart(text: string, p: number): void {
  const ch = text.charCodeAt(p);
  if (ch < 128) {
    if (PLAIN_START[ch] === 1) return;
    if (ch === DASH) {
      const next = text.charCodeAt(p + 1);
      if (next === DASH || next < 128 && PLAIN_START[next] === 1) return;
    }
    notMine();
  }
  if (!(ch >= 128) || ch === BYTE_ORDER_MARK) notMine();
}

/**
 * Scans one line of a plain scalar in block context from `c.pos`, notes what ended it, and stops in front of that.
 *
 * @returns The end of the scalar, without the spaces behind it.
 */
export function scanPlain(c: Cursor): number {
  const text = c.text;
  let p = c.pos;
  for (;; p++) {
    const ch = text.charCodeAt(p);
    if (ch > COLON) continue;
    if (ch === SPACE) {
      if (text.charCodeAt(p + 1) === HASH) {
        c.stop = "comment";
        break;
      }
    } else if (ch === COLON) {
      const next = text.charCodeAt(p + 1);
      if (next === SPACE || next === LF || p + 1 >= text.length) {
        c.stop = "colon";
        break;
      }
      if (next === TAB) notMine();
    } else if (ch === LF || p >= text.length) {
      c.stop = "line";
      break;
    } else if (ch === TAB) {
      notMine();
    }
  }
  let end = p;
  while (text.charCodeAt(end - 1) === SPACE) end--;
  c.pos = p;
  return end;
}

/** The same within brackets, where `,[]{}` end a scalar too. */
export function scanFlowPlain(c: Cursor): number {
  const text = c.text;
  let p = c.pos;
  for (;; p++) {
    const ch = text.charCodeAt(p);
    if (ch === COMMA || ch === CLOSE_SEQ || ch === CLOSE_MAP || ch === LF || p >= text.length) {
      c.stop = "line";
      break;
    }
    if (ch === COLON) {
      const next = text.charCodeAt(p + 1);
      if (next === SPACE) {
        c.stop = "colon";
        break;
      }
      if (next === LF || next === TAB || next === COMMA || isBracket(next) || p + 1 >= text.length) notMine();
    } else if (ch === SPACE && text.charCodeAt(p + 1) === HASH) {
      c.stop = "comment";
      break;
    } else if (ch === TAB || isBracket(ch)) {
      notMine();
    }
  }
  let end = p;
  while (text.charCodeAt(end - 1) === SPACE) end--;
  c.pos = p;
  return end;
}

function isBracket(ch: number): boolean {
  return ch === OPEN_SEQ || ch === CLOSE_SEQ || ch === OPEN_MAP || ch === CLOSE_MAP;
}

/** The node of a plain scalar that stands on one line. */
export function plainNode(c: Cursor, start: number, end: number): ScalarNode {
  const source = c.text.slice(start, end);
  if (source.length > MAX_DIGITS && /^[-+]?[0-9]/.test(source)) notMine();
  return { kind: "scalar", span: { start, end }, value: coreScalar(source), style: "plain", source };
}

/**
 * A plain scalar whose first line has just been scanned, with the lines that continue it; leaves the cursor at the next content.
 *
 * @param parentIndent Column of the collection it stands in: what is indented more continues the scalar.
 */
export function readPlainRest(c: Cursor, start: number, end: number, parentIndent: number): ScalarNode {
  if (c.stop === "comment") {
    finishLine(c);
    return plainNode(c, start, end);
  }
  const rest = c.pos + 1;
  c.pos = rest;
  toContent(c);
  if (c.col <= parentIndent) return plainNode(c, start, end);
  return readContinued(c, start, end, rest, parentIndent);
}

function readContinued(c: Cursor, start: number, firstEnd: number, rest: number, parentIndent: number): ScalarNode {
  const text = c.text;
  let value = text.slice(start, firstEnd);
  let end = firstEnd;
  c.pos = rest;
  for (;;) {
    const blanks = countBlankLines(c);
    const lineStart = c.pos;
    let p = lineStart;
    while (text.charCodeAt(p) === SPACE) p++;
    if (p >= text.length || p - lineStart <= parentIndent) break;
    requirePlainStart(text, p);
    c.pos = p;
    end = scanPlain(c);
    if (c.stop === "colon") notMine();
    value += (blanks === 0 ? " " : "\n".repeat(blanks)) + text.slice(p, end);
    if (c.stop === "comment") {
      finishLine(c);
      return continued(start, end, value);
    }
    c.pos++;
  }
  toContent(c);
  return continued(start, end, value);
}

function continued(start: number, end: number, value: string): ScalarNode {
  return { kind: "scalar", span: { start, end }, value, style: "plain", source: value };
}

/** Moves over lines of nothing but spaces. */
function countBlankLines(c: Cursor): number {
  const text = c.text;
  for (let blanks = 0;; blanks++) {
    let p = c.pos;
    while (text.charCodeAt(p) === SPACE) p++;
    if (text.charCodeAt(p) !== LF) return blanks;
    c.pos = p + 1;
  }
}

/** Reads a quoted scalar that ends on its line and stops behind it. */
export function readQuoted(c: Cursor): QuotedText {
  const text = c.text;
  const start = c.pos;
  const quote = text.charCodeAt(start);
  let hasEscape = false;
  let p = start + 1;
  for (;; p++) {
    const ch = text.charCodeAt(p);
    if (ch === quote) {
      if (quote === QUOTE || text.charCodeAt(p + 1) !== APOSTROPHE) break;
      hasEscape = true;
      p++;
    } else if (ch === BACKSLASH && quote === QUOTE) {
      hasEscape = true;
      p++;
    } else if (ch === LF || p >= text.length) {
      notMine();
    }
  }
  c.pos = p + 1;
  const inner = text.slice(start + 1, p);
  if (quote === APOSTROPHE) return { value: hasEscape ? inner.replaceAll("''", "'") : inner, style: "single", start, end: p + 1 };
  const value = hasEscape ? unescapeDouble(inner) ?? notMine() : inner;
  return { value, style: "double", start, end: p + 1 };
}

/** The node of a quoted scalar. */
export function quotedNode({ value, style, start, end }: QuotedText): ScalarNode {
  return { kind: "scalar", span: { start, end }, value, style, source: value };
}
