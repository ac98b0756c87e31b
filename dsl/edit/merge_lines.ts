import { longestCommon } from "./longest_common.ts";

/**
 * Brings a change of one text into another that says the same in other lines: where the change left the lines as they were, the other's
 * lines stay; where it did not, the changed ones come.
 *
 * @param base What was changed.
 * @param changed What it became.
 * @param other Says what `base` says; its lines may be indented and spaced in another way.
 */
export function mergeLines(base: readonly string[], changed: readonly string[], other: readonly string[]): string[] {
  const numbers = new Map<string, number>();
  const numbersOf = (lines: readonly string[], key: (line: string) => string): number[] =>
    lines.map((line) => {
      const text = key(line);
      const known = numbers.get(text) ?? numbers.size;
      numbers.set(text, known);
      return known;
    });
  const exact = numbersOf(base, (line) => line);
  const inChanged = new Map(longestCommon(exact, numbersOf(changed, (line) => line)));
  const inOther = new Map(longestCommon(numbersOf(base, withoutBlanks), numbersOf(other, withoutBlanks)));
  const merged: string[] = [];
  const next = { base: 0, changed: 0, other: 0 };
  const close = (endBase: number, endChanged: number, endOther: number): void => {
    const own = other.slice(next.other, endOther);
    merged.push(...between(base.slice(next.base, endBase), changed.slice(next.changed, endChanged), own));
  };
  base.forEach((_, i) => {
    const j = inChanged.get(i);
    const k = inOther.get(i);
    if (j === undefined || k === undefined) return;
    close(i, j, k);
    merged.push(other[k] ?? "");
    next.base = i + 1;
    next.changed = j + 1;
    next.other = k + 1;
  });
  close(base.length, changed.length, other.length);
  return merged;
}

/** What stands between two lines that all three have. */
function between(base: readonly string[], changed: readonly string[], other: readonly string[]): readonly string[] {
  const added = changed.length - base.length;
  if (added < 0) return changed;
  // Nothing was changed, or lines came in before or behind what stayed.
  if (base.every((line, i) => line === changed[i])) return [...other, ...changed.slice(base.length)];
  return base.every((line, i) => line === changed[added + i]) ? [...changed.slice(0, added), ...other] : changed;
}

/** Lines are the same whatever blanks are in them. */
function withoutBlanks(line: string): string {
  return line.replaceAll(/\s/g, "");
}
