import { MAX_DEPTH } from "./limits.ts";

export const TAB = 0x09;
export const LF = 0x0a;
export const SPACE = 0x20;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const PERCENT = 0x25;
export const APOSTROPHE = 0x27;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const DOT = 0x2e;
export const COLON = 0x3a;
export const GREATER = 0x3e;
export const OPEN_SEQ = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_SEQ = 0x5d;
export const OPEN_MAP = 0x7b;
export const PIPE = 0x7c;
export const CLOSE_MAP = 0x7d;

/** Thrown by the fast reader, and caught by its door, at the first thing that it leaves to the library. */
export class NotMine extends Error {
  override readonly name = "NotMine";
}

/** One for all: it says nothing, so that its stack would only cost time. */
const NOT_MINE = new NotMine();

/** Gives the document up. */
export function notMine(): never {
  throw NOT_MINE;
}

/** What ended a plain scalar's line. */
export type PlainStop = "line" | "colon" | "comment";

/** Where the fast reader is. Block readers leave it at the next content, flow readers behind what they read. */
export class Cursor {
  pos = 0;
  /** Where the line of `pos` begins. */
  lineStart = 0;
  /** Column of the content at `pos`, -1 at the end of the text. Only block readers keep it. */
  col = 0;
  depth = 0;
  /** Why the last {@link scanPlain} ended. */
  stop: PlainStop = "line";
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  enter(): void {
    if (++this.depth > MAX_DEPTH) notMine();
  }

  leave(): void {
    this.depth--;
  }
}

/** From the beginning of a line, moves over blank lines and comments to the next content and notes its column. */
export function toContent(c: Cursor): void {
  const text = c.text;
  let lineStart = c.pos;
  for (;;) {
    let p = lineStart;
    let ch = text.charCodeAt(p);
    while (ch === SPACE) ch = text.charCodeAt(++p);
    if (ch === LF) {
      lineStart = p + 1;
    } else if (ch === HASH) {
      const end = text.indexOf("\n", p);
      lineStart = end === -1 ? text.length : end + 1;
    } else if (p >= text.length) {
      c.pos = p;
      c.col = -1;
      return;
    } else {
      if (ch === TAB || p === lineStart && isDocumentLine(text, p, ch)) notMine();
      c.lineStart = lineStart;
      c.pos = p;
      c.col = p - lineStart;
      return;
    }
  }
}

/** Directives, document markers, and what only looks like one: all rare enough. */
function isDocumentLine(text: string, p: number, ch: number): boolean {
  return ch === PERCENT || (ch === DASH || ch === DOT) && text.charCodeAt(p + 1) === ch && text.charCodeAt(p + 2) === ch;
}

/** Behind a value: nothing but spaces and a comment may follow; moves to the next content. */
export function finishLine(c: Cursor): void {
  const text = c.text;
  let p = c.pos;
  let ch = text.charCodeAt(p);
  while (ch === SPACE) ch = text.charCodeAt(++p);
  if (ch === HASH && p > c.pos) {
    const end = text.indexOf("\n", p);
    c.pos = end === -1 ? text.length : end + 1;
  } else if (ch === LF) {
    c.pos = p + 1;
  } else if (p >= text.length) {
    c.pos = p;
  } else {
    notMine();
  }
  toContent(c);
}

/** Whether `p` is a character that stands alone: a dash of a sequence, a colon of a mapping. */
export function isAlone(text: string, p: number): boolean {
  const next = text.charCodeAt(p + 1);
  return next === SPACE || next === LF || p + 1 >= text.length;
}
