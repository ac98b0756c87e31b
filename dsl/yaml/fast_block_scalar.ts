import type { ScalarNode } from "../tree.ts";
import { type Cursor, DASH, HASH, LF, notMine, PIPE, PLUS, SPACE, TAB, toContent } from "./fast_cursor.ts";
import { foldLines } from "./fold_lines.ts";

/**
 * Reads a `|` or `>` scalar whose indentation shows in its first line; leaves the cursor at the next content.
 *
 * @param parentIndent Column of the collection it stands in.
 */
export function readBlockScalar(c: Cursor, parentIndent: number): ScalarNode {
  const text = c.text;
  const start = c.pos;
  const literal = text.charCodeAt(start) === PIPE;
  const chomp = readHeader(c);
  const lines: string[] = [];
  const indent = readLeadingLines(c, lines, parentIndent);
  const leading = lines.length;
  let trailing = 0;
  let lastLine = c.pos;
  for (;;) {
    const lineStart = c.pos;
    let p = lineStart;
    while (p - lineStart < indent && text.charCodeAt(p) === SPACE) p++;
    const ch = text.charCodeAt(p);
    if (p >= text.length) {
      // Spaces without a line end behind them.
      if (p > lineStart) notMine();
      break;
    }
    if (ch === LF) {
      trailing++;
      c.pos = p + 1;
      continue;
    }
    if (p - lineStart < indent) {
      if (ch === TAB || p - lineStart > parentIndent) notMine();
      break;
    }
    const lineEnd = text.indexOf("\n", p);
    const end = lineEnd === -1 ? text.length : lineEnd;
    if ((ch === SPACE || ch === TAB) && isBlank(text, p, end)) notMine();
    for (; trailing > 0; trailing--) lines.push("");
    lines.push(text.slice(p, end));
    lastLine = end;
    if (lineEnd === -1) {
      if (chomp === PLUS) notMine();
      c.pos = end;
      break;
    }
    c.pos = lineEnd + 1;
  }
  toContent(c);
  const body = literal ? lines.join("\n") : foldLines(lines, leading);
  const value = chomp === DASH ? body : body + (chomp === PLUS ? "\n".repeat(trailing + 1) : "\n");
  return { kind: "scalar", span: { start, end: trimEnd(text, lastLine) }, value, style: literal ? "literal" : "folded", source: value };
}

/** Reads `|-` and the like with a comment behind, to the next line; returns the chomping indicator's character, 0 for none. */
function readHeader(c: Cursor): number {
  const text = c.text;
  let p = c.pos + 1;
  let ch = text.charCodeAt(p);
  let chomp = 0;
  if (ch === DASH || ch === PLUS) {
    chomp = ch;
    ch = text.charCodeAt(++p);
  }
  const behind = p;
  while (ch === SPACE) ch = text.charCodeAt(++p);
  if (ch === HASH && p > behind) {
    p = text.indexOf("\n", p);
    if (p === -1) notMine();
  } else if (ch !== LF) {
    notMine();
  }
  c.pos = p + 1;
  return chomp;
}

/** Reads the blank lines before the first line of text, stops at that line's beginning, and returns its indentation. */
function readLeadingLines(c: Cursor, lines: string[], parentIndent: number): number {
  const text = c.text;
  let widest = 0;
  for (;;) {
    let p = c.pos;
    while (text.charCodeAt(p) === SPACE) p++;
    const indent = p - c.pos;
    const ch = text.charCodeAt(p);
    if (ch === LF) {
      widest = Math.max(widest, indent);
      lines.push("");
      c.pos = p + 1;
      continue;
    }
    if (p >= text.length || ch === TAB || indent <= parentIndent || indent < widest) notMine();
    return indent;
  }
}

function isBlank(text: string, from: number, to: number): boolean {
  for (let p = from; p < to; p++) {
    const ch = text.charCodeAt(p);
    if (ch !== SPACE && ch !== TAB) return false;
  }
  return true;
}

function trimEnd(text: string, end: number): number {
  let p = end;
  while (text.charCodeAt(p - 1) === SPACE || text.charCodeAt(p - 1) === TAB) p--;
  return p;
}
