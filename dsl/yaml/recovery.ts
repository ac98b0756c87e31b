/** A line's place, its end without the line feed. */
export interface Line {
  readonly start: number;
  readonly end: number;
}

/** The line around a place. */
export function lineAt(text: string, at: number): Line {
  const end = text.indexOf("\n", at);
  return { start: text.lastIndexOf("\n", at - 1) + 1, end: end === -1 ? text.length : end };
}

/** What stands in front of a line's content: white space and dashes. */
export function prefixOf(text: string, { start, end }: Line): string {
  return /^[ \t]*(?:- +)*/.exec(text.slice(start, end))?.[0] ?? "";
}

/** A key, or a dash. */
const ENTRY = /^( *)(?:- |[^\s#"'\[\]{},:][^\s:]*:(?:\s|$))/;

/** Long lines are no entries worth a slice. */
const MAX_ENTRY = 2000;

/**
 * Where reading can go on after a broken line.
 *
 * @param limit Most spaces that the next entry may be indented by.
 * @returns The start of the first line that looks like an entry; behind the text when there is none.
 */
export function recovery(text: string, broken: Line, limit: number): number {
  let start = broken.end + 1;
  while (start < text.length) {
    const line = lineAt(text, start);
    const match = ENTRY.exec(text.slice(start, Math.min(line.end + 1, start + MAX_ENTRY)));
    if (match !== null && (match[1]?.length ?? 0) <= limit) return start;
    start = line.end + 1;
  }
  return text.length + 1;
}

/** How many lines above a broken one are looked at. */
const MAX_ABOVE = 200;

/** The nearest line above that looks like an entry, for one that is indented wrongly itself. */
export function entryAbove(text: string, broken: Line): Line | undefined {
  let at = broken.start;
  for (let looked = 0; at > 0 && looked < MAX_ABOVE; looked++) {
    const line = lineAt(text, at - 1);
    if (ENTRY.test(text.slice(line.start, Math.min(line.end + 1, line.start + MAX_ENTRY)))) return line;
    at = line.start;
  }
  return undefined;
}
