/**
 * Most characters that are looked at for a line's beginning or end: a document of one long line has as many mistakes as one of many lines,
 * and each of them asks.
 */
const MAX_LOOK = 2000;

/** Where the line of `at` begins, or the farthest place looked at. */
export function lineStart(text: string, at: number): number {
  const limit = Math.max(0, at - MAX_LOOK);
  let p = at;
  while (p > limit && text[p - 1] !== "\n") p--;
  return p;
}

/** Where the line of `at` ends, without CR and LF, or the farthest place looked at. */
export function lineEnd(text: string, at: number): number {
  const limit = Math.min(text.length, at + MAX_LOOK);
  let p = at;
  while (p < limit && text[p] !== "\n") p++;
  return p > at && text[p] === "\n" && text[p - 1] === "\r" ? p - 1 : p;
}
