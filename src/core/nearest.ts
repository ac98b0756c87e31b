/**
 * Finds the name that a misspelling was probably meant to be.
 *
 * @param name What was written.
 * @param candidates What would have been right.
 * @returns The nearest candidate, or undefined when none is close: at most a third of its length (at least 1) in edits, where a swap of
 * neighbours counts as one edit and case counts for nothing. Earlier candidates win a tie.
 *
 * @example
 * ```ts
 * console.assert(nearest("depends", ["depends_on", "id"]) === "depends_on");
 * console.assert(nearest("tiemout", ["timeout"]) === "timeout");
 * console.assert(nearest("xyz", ["timeout"]) === undefined);
 * ```
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase().slice(0, MAX_LENGTH);
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const found = candidate.toLowerCase();
    const isBeginning = wanted.length >= 3 && (found.startsWith(wanted) || wanted.startsWith(found) && found.length >= 3);
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, found.length) / 3));
    if (!isBeginning && Math.abs(found.length - wanted.length) > allowed) continue;
    const distance = isBeginning ? Math.min(1, Math.abs(found.length - wanted.length)) : editDistance(wanted, found);
    if ((isBeginning || distance <= allowed) && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

const MAX_LENGTH = 64;

/** Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
