import type { MapEntry } from "../tree.ts";

/** Above this many keys a set is faster than comparing all with all. */
const FEW = 10;

/** Whether a key occurs twice. */
export function hasDuplicate(entries: readonly MapEntry[]): boolean {
  if (entries.length > FEW) return new Set(entries.map((entry) => entry.key)).size !== entries.length;
  for (let i = 1; i < entries.length; i++) {
    const key = entries[i]?.key;
    for (let j = 0; j < i; j++) {
      if (entries[j]?.key === key) return true;
    }
  }
  return false;
}
