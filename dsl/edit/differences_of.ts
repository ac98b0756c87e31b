import type { Difference, Json } from "../../src/core/mod.ts";
import { alignItems } from "./align_items.ts";
import { Identities } from "./identities.ts";
import { isList } from "./is_list.ts";
import { isObject } from "./is_object.ts";
import { writePointer } from "./pointer.ts";

/**
 * How two documents differ in what they say; comments, formatting, the order of keys and how numbers are written are no difference. List
 * items that have an `id` are the same where it is, others where a longest common subsequence keeps them; an item that moved is removed and
 * added.
 *
 * @returns In the order of the document before, what is new behind what was there. Pointers lead into the document before for `remove`,
 * into the one after for `add` and `replace`. Nothing when they are equal.
 *
 * @example
 * ```ts
 * const [difference] = differencesOf({ tasks: [{ id: "a", run: "ls" }] }, { tasks: [{ id: "a", run: "pwd" }] });
 * console.assert(difference?.path === "/tasks/0/run" && difference.from === "ls" && difference.to === "pwd");
 * ```
 */
export function differencesOf(before: Json, after: Json): Difference[] {
  const comparison = new Comparison();
  comparison.compare(before, after, [], []);
  return comparison.differences;
}

type Path = readonly (string | number)[];

class Comparison {
  readonly differences: Difference[] = [];
  readonly #identities = new Identities();

  /** @param old The path before. @param path The path after. */
  compare(before: Json, after: Json, old: Path, path: Path): void {
    if (this.#identities.same(before, after, path.length)) return;
    if (isObject(before) && isObject(after)) {
      for (const [key, value] of Object.entries(before)) {
        if (Object.hasOwn(after, key)) this.compare(value, after[key] ?? null, [...old, key], [...path, key]);
        else this.#removed(value, [...old, key]);
      }
      for (const [key, value] of Object.entries(after)) {
        if (!Object.hasOwn(before, key)) this.#added(value, [...path, key]);
      }
    } else if (isList(before) && isList(after)) {
      this.#lists(before, after, old, path);
    } else {
      this.differences.push({ op: "replace", path: writePointer(path), from: before, to: after });
    }
  }

  #lists(before: readonly Json[], after: readonly Json[], old: Path, path: Path): void {
    const { from, moved } = alignItems(before, after, this.#identities);
    const stays = new Set(from.filter((_, j) => !moved.has(j)));
    let next = 0;
    const removeUpTo = (end: number): void => {
      for (; next < end; next++) {
        if (!stays.has(next)) this.#removed(before[next] ?? null, [...old, next]);
      }
    };
    after.forEach((value, j) => {
      const i = from[j];
      if (i === undefined || moved.has(j)) {
        this.#added(value, [...path, j]);
        return;
      }
      removeUpTo(i);
      next = i + 1;
      this.compare(before[i] ?? null, value, [...old, i], [...path, j]);
    });
    removeUpTo(before.length);
  }

  #removed(value: Json, path: Path): void {
    this.differences.push({ op: "remove", path: writePointer(path), from: value });
  }

  #added(value: Json, path: Path): void {
    this.differences.push({ op: "add", path: writePointer(path), to: value });
  }
}
