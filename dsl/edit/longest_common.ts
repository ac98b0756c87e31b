/** Pairs of places of two lists that belong together, ascending in both. */
export type Pairs = readonly (readonly [number, number])[];

/** Largest table that is filled for an exact answer. */
const MAX_TABLE = 250_000;

/**
 * A longest common subsequence of two lists of numbers. Lists that differ in the middle by more than a table can hold get one that may be
 * shorter: equal numbers are taken for the same in the order in which they occur.
 */
export function longestCommon(a: readonly number[], b: readonly number[]): Pairs {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const middle = (endA - start) * (endB - start) <= MAX_TABLE ? byTable : byOccurrence;
  return [
    ...Array.from({ length: start }, (_, i) => [i, i] as const),
    ...middle(a.slice(start, endA), b.slice(start, endB)).map(([i, j]) => [i + start, j + start] as const),
    ...Array.from({ length: a.length - endA }, (_, i) => [endA + i, endB + i] as const),
  ];
}

function byTable(a: readonly number[], b: readonly number[]): Pairs {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      const best = Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
      lengths[at] = a[i] === b[j] ? (lengths[at + width + 1] ?? 0) + 1 : best;
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const at = i * width + j;
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if ((lengths[at + width] ?? 0) >= (lengths[at + 1] ?? 0)) i++;
    else j++;
  }
  return pairs;
}

function byOccurrence(a: readonly number[], b: readonly number[]): Pairs {
  const places = new Map<number, number[]>();
  for (let i = a.length - 1; i >= 0; i--) {
    const number = a[i] ?? 0;
    const known = places.get(number);
    if (known === undefined) places.set(number, [i]);
    else known.push(i);
  }
  const pairs: [number, number][] = [];
  b.forEach((number, j) => {
    const i = places.get(number)?.pop();
    if (i !== undefined) pairs.push([i, j]);
  });
  return longestAscending(pairs);
}

/** Of pairs that ascend in their second number, the most that ascend in the first one too. */
export function longestAscending(pairs: Pairs): Pairs {
  /** The pair that ends the best row of each length, and what stands before each pair in its row. */
  const ends: number[] = [];
  const before: number[] = [];
  const first = (at: number): number => pairs[ends[at] ?? 0]?.[0] ?? 0;
  pairs.forEach(([value], index) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (first(middle) < value) low = middle + 1;
      else high = middle;
    }
    before[index] = low === 0 ? -1 : ends[low - 1] ?? -1;
    ends[low] = index;
  });
  const row: (readonly [number, number])[] = [];
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index] ?? -1) {
    const pair = pairs[index];
    if (pair !== undefined) row.push(pair);
  }
  return row.reverse();
}
