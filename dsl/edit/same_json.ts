import type { Json } from "../../src/core/mod.ts";
import { isList } from "./is_list.ts";
import { isObject } from "./is_object.ts";

/** Whether two values are equal: numbers by value, whether `number` or `bigint`, objects whatever the order of their keys. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i] ?? null));
  if (isObject(a)) {
    if (!isObject(b)) return false;
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    return keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key] ?? null, b[key] ?? null));
  }
  return isNumber(a) && isNumber(b) && numberText(a) === numberText(b);
}

/** One text for all numbers of one value. */
export function numberText(value: number | bigint): string {
  return typeof value === "number" && Number.isInteger(value) ? String(BigInt(value)) : String(value);
}

function isNumber(value: Json): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}
