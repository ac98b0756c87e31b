import type { ScalarNode } from "../tree.ts";
import { blockOffsets } from "./block_offsets.ts";
import { HEX_LENGTHS } from "./unescape_double.ts";

/** Nodes are frozen facts of one text, so their offsets are worked out once. */
const KNOWN = new WeakMap<ScalarNode, readonly number[]>();

/**
 * Finds where a character of a scalar's value stands in the document, across quotes, escapes, folded lines and indentation.
 *
 * @param text The text that the node was read from, without its byte order mark.
 * @param valueOffset Index in the scalar's text, in UTF-16 units; for plain scalars that are no text, in their source.
 * @returns The offset in `text`: of the escape's backslash for an escaped character, of a line end for the white space it was folded to.
 * At or behind the value's end, the place behind its last character (the closing quote's).
 *
 * @example
 * ```ts
 * const text = 'run: "a\\tb"\n';
 * const node = { kind: "scalar", span: { start: 5, end: 11 }, value: "a\tb", style: "double", source: "a\tb" } as const;
 * console.assert(text[offsetInSource(text, node, 2)] === "b");
 * ```
 */
export function offsetInSource(text: string, node: ScalarNode, valueOffset: number): number {
  let offsets = KNOWN.get(node);
  if (offsets === undefined) {
    offsets = offsetsOf(text, node);
    KNOWN.set(node, offsets);
  }
  const isQuoted = node.style === "single" || node.style === "double";
  return offsets[Math.max(0, valueOffset)] ?? (isQuoted ? Math.max(node.span.start, node.span.end - 1) : node.span.end);
}

function offsetsOf(text: string, node: ScalarNode): number[] {
  const { start, end } = node.span;
  switch (node.style) {
    case "plain":
      return flowOffsets(text, start, end, plainCharacter);
    case "single":
      return flowOffsets(text, start + 1, end - 1, singleCharacter);
    case "double":
      return flowOffsets(text, start + 1, end - 1, doubleCharacter);
    default:
      return blockOffsets(text, node);
  }
}

/** How many units of the source the character at `p` takes, and how many of the value it gives. */
interface Character {
  readonly takes: number;
  readonly gives: number;
}

const ONE: Character = { takes: 1, gives: 1 };

function plainCharacter(): Character {
  return ONE;
}

function singleCharacter(text: string, p: number): Character {
  return text[p] === "'" ? { takes: 2, gives: 1 } : ONE;
}

function doubleCharacter(text: string, p: number): Character {
  if (text[p] !== "\\") return ONE;
  const ch = text[p + 1] ?? "";
  const lineEnd = /^\r?\n[ \t]*/.exec(text.slice(p + 1, p + 2000));
  if (lineEnd !== null) return { takes: 1 + lineEnd[0].length, gives: 0 };
  const hexLength = HEX_LENGTHS[ch];
  if (hexLength === undefined) return { takes: 2, gives: 1 };
  const point = Number.parseInt(text.slice(p + 2, p + 2 + hexLength), 16);
  return { takes: 2 + hexLength, gives: point > 0xffff ? 2 : 1 };
}

/** Walks plain and quoted text: white space around line ends vanishes, one line end is a space, n of them are n - 1. */
function flowOffsets(text: string, start: number, end: number, character: (text: string, p: number) => Character): number[] {
  const offsets: number[] = [];
  let p = start;
  while (p < end) {
    const blankEnd = p + blankLength(text, p, end);
    const breaks = blankEnd === p ? [] : lineBreaks(text, p, blankEnd);
    if (breaks.length > 0) {
      if (breaks.length > 1) breaks.shift();
      for (const at of breaks) offsets.push(at);
      p = blankEnd;
      continue;
    }
    const { takes, gives } = character(text, p);
    for (let i = 0; i < gives; i++) offsets.push(p);
    p += takes;
  }
  return offsets;
}

function lineBreaks(text: string, from: number, to: number): number[] {
  const breaks: number[] = [];
  for (let p = from; p < to; p++) {
    if (text[p] === "\n") breaks.push(p);
  }
  return breaks;
}

function blankLength(text: string, from: number, end: number): number {
  let p = from;
  while (p < end && " \t\r\n".includes(text[p] ?? "")) p++;
  return p - from;
}
