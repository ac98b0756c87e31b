import type { Json, JsonObject } from "../../src/core/mod.ts";
import type { Identities } from "./identities.ts";
import { isList } from "./is_list.ts";
import { isObject } from "./is_object.ts";
import { longestAscending, longestCommon, type Pairs } from "./longest_common.ts";

/** Which item of an old list each item of a new one was. */
export interface Alignment {
  /** For each new item its old place; undefined for one that is new. */
  readonly from: readonly (number | undefined)[];
  /** The new places of items that stand in another order than before. */
  readonly moved: ReadonlySet<number>;
}

/**
 * Finds out how a list became another one. Items that all have an `id` are the same where it is; of others, those that a longest common
 * subsequence keeps, and, between two of them, those most like each other.
 */
export function alignItems(before: readonly Json[], after: readonly Json[], identities: Identities): Alignment {
  const oldIds = idsOf(before, identities);
  const newIds = idsOf(after, identities);
  if (oldIds === undefined || newIds === undefined) {
    const numbers = (list: readonly Json[]): number[] => list.map((item) => identities.of(item));
    const same = longestCommon(numbers(before), numbers(after));
    return aligned(before, after, same, same, (a, b) => likeness(a, b, identities));
  }
  const places = new Map(oldIds.map((id, i) => [id, i]));
  const matched = newIds.flatMap((id, j): (readonly [number, number])[] => {
    const i = places.get(id);
    return i === undefined ? [] : [[i, j]];
  });
  return aligned(before, after, matched, longestAscending(matched), (a, b) => renamed(a, b, identities));
}

/** What is matched, and between what has kept its order the pairs of the rest that are like each other. */
function aligned(before: readonly Json[], after: readonly Json[], matched: Pairs, kept: Pairs, like: Likeness): Alignment {
  const from = new Array<number | undefined>(after.length).fill(undefined);
  const isTaken = new Set<number>();
  const moved = new Set<number>();
  for (const [i, j] of matched) {
    from[j] = i;
    isTaken.add(i);
    moved.add(j);
  }
  let nextOld = 0;
  let nextNew = 0;
  for (const [i, j] of [...kept, [before.length, after.length] as const]) {
    moved.delete(j);
    const oldOnes = range(nextOld, i).filter((at) => !isTaken.has(at));
    const newOnes = range(nextNew, j).filter((at) => from[at] === undefined);
    for (const [a, b] of pairUp(oldOnes, newOnes, (a, b) => like(before[a] ?? null, after[b] ?? null))) from[b] = a;
    nextOld = i + 1;
    nextNew = j + 1;
  }
  return { from, moved };
}

type Likeness = (a: Json, b: Json) => number;

/** Most pairs that are compared. */
const MAX_PAIRS = 2_500;

/** Pairs of two short lists, in order, that are most like each other; long ones one by one as they come. */
function pairUp(a: readonly number[], b: readonly number[], like: PlaceLikeness): Pairs {
  if (a.length === 0 || b.length === 0) return [];
  if (a.length * b.length > MAX_PAIRS) {
    return a.slice(0, b.length).map((i, at) => [i, b[at] ?? 0] as const).filter(([i, j]) => like(i, j) > 0);
  }
  const width = b.length + 1;
  const likeness = a.map((i) => b.map((j) => like(i, j)));
  const sums = new Float64Array((a.length + 1) * width);
  const withPair = (i: number, j: number): number => {
    const own = likeness[i]?.[j] ?? 0;
    return own > 0 ? own + (sums[(i + 1) * width + j + 1] ?? 0) : -1;
  };
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      sums[i * width + j] = Math.max(withPair(i, j), sums[(i + 1) * width + j] ?? 0, sums[i * width + j + 1] ?? 0);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const best = sums[i * width + j] ?? 0;
    if (withPair(i, j) === best) pairs.push([a[i++] ?? 0, b[j++] ?? 0]);
    else if ((sums[(i + 1) * width + j] ?? 0) === best) i++;
    else j++;
  }
  return pairs;
}

type PlaceLikeness = (a: number, b: number) => number;

/** How much two items without `id` have in common: any two a little, of one kind more, maps more with each entry. */
function likeness(a: Json, b: Json, identities: Identities): number {
  if (isObject(a) && isObject(b)) return 2 + 4 * sharedEntries(a, b, identities);
  return isList(a) === isList(b) && isObject(a) === isObject(b) ? 2 : 1;
}

/** Whether an item with another `id` is the old one with a new name: all its entries but that and one more are the same. */
function renamed(a: Json, b: Json, identities: Identities): number {
  if (!isObject(a) || !isObject(b)) return 0;
  const shared = sharedEntries(a, b, identities);
  return shared > 0 && shared + 2 >= Math.max(Object.keys(a).length, Object.keys(b).length) ? shared : 0;
}

function sharedEntries(a: JsonObject, b: JsonObject, identities: Identities): number {
  let count = 0;
  for (const [key, value] of Object.entries(a)) {
    if (Object.hasOwn(b, key) && identities.same(value, b[key] ?? null)) count++;
  }
  return count;
}

/** The ids of a list of maps that all have one of their own; undefined for any other list. */
function idsOf(list: readonly Json[], identities: Identities): number[] | undefined {
  const ids: number[] = [];
  for (const item of list) {
    if (!isObject(item) || !Object.hasOwn(item, "id")) return undefined;
    const id = item.id ?? null;
    if (typeof id === "object") return undefined;
    ids.push(identities.of(id));
  }
  return new Set(ids).size === ids.length ? ids : undefined;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);
}
