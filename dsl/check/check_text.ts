import type { Span } from "../../src/core/mod.ts";

/** A text of a sentence, decoded, with its place: quotes and prefix included. */
export interface CheckText {
  /** What it is in the sentence. */
  readonly role: "target" | "shell" | "pattern" | "text";
  readonly value: string;
  readonly span: Span;
}

/**
 * Finds where a character of a decoded text stands in the source: at the backslash for an escaped one.
 *
 * @param source What the span counts in.
 * @param offset Index in {@link CheckText.value}, in UTF-16 units.
 */
export function offsetInCheckText(source: string, { span }: CheckText, offset: number): number {
  const raw = /^r/i.test(source.slice(span.start, span.start + 1));
  let at = span.start + (raw ? 2 : 1);
  for (let left = offset; left > 0 && at < span.end - 1;) {
    const [takes, gives] = raw ? [1, 1] as const : escapeAt(source, at);
    if (gives > left) break;
    at += takes;
    left -= gives;
  }
  return Math.min(at, span.end - 1);
}

/** How many units a character takes in the source, and how many it gives. */
function escapeAt(source: string, at: number): readonly [takes: number, gives: number] {
  if (source[at] !== "\\") return [1, 1];
  const letter = source[at + 1] ?? "";
  if (letter === "U") return [10, parseInt(source.slice(at + 2, at + 10), 16) > 0xffff ? 2 : 1];
  if (letter === "u") return [6, 1];
  return [/[xX0-3]/.test(letter) ? 4 : 2, 1];
}
