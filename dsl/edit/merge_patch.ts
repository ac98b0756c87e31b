import { emptyRecord, type Json } from "../../src/core/mod.ts";
import { isObject } from "./is_object.ts";

/**
 * Applies a JSON Merge Patch (RFC 7396): its objects are merged, its nulls remove, anything else takes the old value's place.
 *
 * @param document Stays as it is.
 * @param patch Any value; one that is no object is the new document.
 * @returns Objects without prototype, so that `__proto__` is a key like any other. Parts that did not change are the document's own.
 *
 * @example
 * ```ts
 * console.assert(stringifyJson(mergePatch({ a: 1, b: { c: 2 } }, { a: null, b: { d: 3 } })) === '{"b":{"c":2,"d":3}}');
 * ```
 */
export function mergePatch(document: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged = Object.assign(emptyRecord<Json>(), isObject(document) ? document : {});
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}
