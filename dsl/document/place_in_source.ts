import type { Span } from "../../src/core/mod.ts";

/** A place in a value's text as a place in the document, given where each character of it stands. */
export function placeInSource(span: Span, offsetOf: (offset: number) => number): Span {
  const start = offsetOf(span.start);
  const end = span.end <= span.start ? start : offsetOf(span.end - 1) + 1;
  return { start, end: Math.max(start, end) };
}
