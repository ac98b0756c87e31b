import type { ScalarNode } from "./tree.ts";

/**
 * Finds where a character of a value of the style `pieces` stands in the source.
 *
 * @param valueOffset Index in the value, in UTF-16 units.
 * @returns The offset in the source. What was put between two pieces stands where the next begins, what was put behind the last where that
 * ends; at or behind the value's end, the node's end.
 *
 * @example
 * ```ts
 * const pieces = [{ at: 3, start: 8, length: 5 }];
 * const node = { kind: "scalar", span: { start: 8, end: 13 }, value: "{{ 1 + 1 }}", style: "pieces", source: "1 + 1", pieces } as const;
 * console.assert(offsetInPieces(node, 5) === 10);
 * ```
 */
export function offsetInPieces(node: ScalarNode, valueOffset: number): number {
  const { pieces, value, span } = node;
  if (typeof value !== "string" || valueOffset >= value.length) return span.end;
  if (pieces === undefined) return span.start + 1 + valueOffset;
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pieces[middle]?.at ?? 0) <= valueOffset) low = middle + 1;
    else high = middle;
  }
  const piece = pieces[low - 1];
  const next = pieces[low];
  if (piece !== undefined && valueOffset < piece.at + piece.length) return piece.start + valueOffset - piece.at;
  if (next !== undefined) return next.start;
  return piece === undefined ? span.start : piece.start + piece.length - 1;
}
