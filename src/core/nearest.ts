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
  const letters = lettersOf(wanted);
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const found = candidate.toLowerCase();
    // What is as good as the best so far does not replace it, and only the same name is nearer than one edit.
    if (found === wanted) return candidate;
    if (bestDistance <= 1) continue;
    if (wanted.length >= 3 && (found.startsWith(wanted) || wanted.startsWith(found) && found.length >= 3)) {
      best = candidate;
      bestDistance = 1;
      continue;
    }
    const allowed = Math.min(Math.max(1, Math.floor(Math.max(wanted.length, found.length) / 3)), bestDistance - 1);
    if (Math.abs(found.length - wanted.length) > allowed || strangers(found, letters) > allowed) continue;
    const distance = editDistance(wanted, found, allowed);
    if (distance > allowed) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

const MAX_LENGTH = 64;

/** How often each letter occurs, letters that share their last five bits taken together. */
function lettersOf(text: string): Uint8Array {
  const counts = new Uint8Array(32);
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i) & 31;
    counts[letter] = (counts[letter] ?? 0) + 1;
  }
  return counts;
}

/** How many characters of a text another one lacks, at least: each costs an edit, so most candidates are out without a closer look. */
function strangers(text: string, letters: Uint8Array): number {
  LEFT.set(letters);
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text.charCodeAt(i) & 31;
    const left = LEFT[letter] ?? 0;
    if (left === 0) count++;
    else LEFT[letter] = left - 1;
  }
  return count;
}

const LEFT = new Uint8Array(32);

/** Optimal string alignment distance (insertions, deletions, substitutions, swaps of neighbours); anything over `limit` when it is more. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  let previousLeast = 0;
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit && previousLeast > limit) return Infinity;
    previousLeast = least;
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
