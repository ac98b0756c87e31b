/** The offset of a line and column, both from 1, in a text; its end for a place that it does not have. */
export function offsetOf(text: string, { line, column }: { readonly line: number; readonly column: number }): number {
  let start = 0;
  let left = line;
  for (const end of text.matchAll(/\r\n|\n|\r/g)) {
    if (left <= 1) break;
    left--;
    start = end.index + end[0].length;
  }
  return Math.min(text.length, start + column - 1);
}
