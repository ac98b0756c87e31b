/** Where the expression of a `{{` ends. */
export interface ExpressionEnd {
  /** Offset of the first character after `}}`, or the limit when there is none. */
  readonly end: number;
  /** Whether `}}` was found. */
  readonly closed: boolean;
  /** Whether strings or braces did not add up, so that the nearest `}}` was taken. */
  readonly isRecovered: boolean;
}

/** How often one text may be recovered with a scan to its end; keeps hostile texts linear. */
export const MAX_RECOVERIES = 16;

/**
 * Finds the `}}` that closes a `{{`. A `}}` inside a string, or one that closes the braces of a map, is part of the expression. When strings
 * and braces do not add up, the nearest `}}` ends it, so that the expression's own parser can say what is wrong.
 *
 * @param text The whole text.
 * @param start Offset of the first character after `{{`.
 * @param limit Where the text ends for this purpose.
 * @param isPlain Takes the nearest `}}` without looking at strings: for a text that had {@link MAX_RECOVERIES} already.
 */
export function findExpressionEnd(text: string, start: number, limit: number = text.length, isPlain = false): ExpressionEnd {
  let depth = 0;
  let at = isPlain ? limit : start;
  while (at < limit) {
    const char = text[at];
    if (char === "'" || char === '"') {
      const end = endOfString(text, at, limit, isRawPrefix(text, at, start));
      if (end < 0) break;
      at = end;
    } else if (char === "/" && text[at + 1] === "/") {
      while (at < limit && text[at] !== "\n" && !text.startsWith("}}", at)) at++;
    } else if (char === "{") {
      depth++;
      at++;
    } else if (char === "}") {
      if (depth === 0 && text[at + 1] === "}" && at + 1 < limit) return { end: at + 2, closed: true, isRecovered: false };
      if (depth > 0) depth--;
      at++;
    } else at++;
  }
  const nearest = text.indexOf("}}", start);
  return nearest >= 0 && nearest + 2 <= limit
    ? { end: nearest + 2, closed: true, isRecovered: true }
    : { end: limit, closed: false, isRecovered: true };
}

/** Whether the quote at `at` belongs to a raw string such as `r'…'` or `bR"…"`. */
function isRawPrefix(text: string, at: number, start: number): boolean {
  let first = at;
  while (first > start && at - first < 2 && /[rRbB]/.test(text[first - 1] ?? "")) first--;
  const isPartOfName = first > start && /[\w.]/.test(text[first - 1] ?? "");
  return !isPartOfName && /[rR]/.test(text.slice(first, at));
}

/** The offset after a string's closing quote, or -1 when it is not closed. */
function endOfString(text: string, at: number, limit: number, isRaw: boolean): number {
  const quote = text[at] ?? "";
  const isTriple = text.startsWith(quote.repeat(3), at);
  const close = isTriple ? quote.repeat(3) : quote;
  for (let i = at + close.length; i < limit; i++) {
    if (!isRaw && text[i] === "\\") i++;
    else if (text.startsWith(close, i) && i + close.length <= limit) return i + close.length;
    else if (!isTriple && text[i] === "\n") return -1;
  }
  return -1;
}
