import { toNumber } from "./arithmetic.ts";
import { LIMITS } from "./limits.ts";
import type { Meter } from "./meter.ts";
import { Failure } from "./problem.ts";
import {
  type CelDuration,
  type CelKey,
  CelMap,
  type CelTimestamp,
  type CelTypeValue,
  CelUint,
  type CelValue,
  int,
  Kind,
  kindOf,
  typeNameOf,
} from "./values.ts";

const NUMERIC = Kind.int | Kind.uint | Kind.double;

/** `a == b`: numbers compare by value across their types; values of different types are unequal, never an error. */
export function equals(meter: Meter, a: CelValue, b: CelValue): boolean {
  if (typeof a !== "object" && typeof b !== "object") return a === b || typeof a !== typeof b && looselyEqual(a, b);
  return deeplyEqual(meter, a, b, 0);
}

/** A bigint is an int beyond 2^53 and may equal a double. */
function looselyEqual(a: CelValue, b: CelValue): boolean {
  return (typeof a === "bigint" && typeof b === "number" || typeof a === "number" && typeof b === "bigint") && Number(a) === Number(b);
}

function deeplyEqual(meter: Meter, a: CelValue, b: CelValue, depth: number): boolean {
  if (depth > LIMITS.valueDepth) throw new Failure("expr_too_deep", "The values to compare are nested too deep");
  const kind = kindOf(a);
  const other = kindOf(b);
  if (kind !== other) return (kind & NUMERIC) !== 0 && (other & NUMERIC) !== 0 && compareNumbers(a, b) === 0;
  meter.charge(1);
  switch (kind) {
    case Kind.list:
      return equalLists(meter, a as readonly CelValue[], b as readonly CelValue[], depth);
    case Kind.map:
      return equalMaps(meter, a as MapValue, b as MapValue, depth);
    case Kind.bytes: {
      const [left, right] = [a as Uint8Array, b as Uint8Array];
      if (left.length !== right.length) return false;
      meter.charge(left.length >> 4);
      return compareBytes(left, right) === 0;
    }
    case Kind.timestamp:
    case Kind.duration:
      return compareTimes(a as CelTimestamp, b as CelTimestamp) === 0;
    case Kind.type:
      return (a as CelTypeValue).typeName === (b as CelTypeValue).typeName;
    case Kind.uint:
      return (a as CelUint).value === (b as CelUint).value;
    case Kind.double:
      return toNumber(a) === toNumber(b);
    default:
      return a === b;
  }
}

function equalLists(meter: Meter, a: readonly CelValue[], b: readonly CelValue[], depth: number): boolean {
  if (a.length !== b.length) return false;
  meter.charge(a.length);
  return a.every((item, at) => deeplyEqual(meter, item, b[at] ?? null, depth + 1));
}

function equalMaps(meter: Meter, a: MapValue, b: MapValue, depth: number): boolean {
  const size = mapSize(meter, a);
  if (size !== mapSize(meter, b)) return false;
  meter.charge(size * 8);
  for (const { key, value } of mapEntries(a)) {
    const found = mapGet(b, key);
    if (found === undefined || !deeplyEqual(meter, value, found, depth + 1)) return false;
  }
  return true;
}

/** Both representations of a map. */
export type MapValue = CelMap | { readonly [key: string]: CelValue };

/** How many entries a map has. Those of a plain object have to be counted, which is charged. */
export function mapSize(meter: Meter, map: MapValue): number {
  if (map instanceof CelMap) return map.size;
  const { length } = Object.keys(map);
  meter.charge(length * 2);
  return length;
}

/** The entries of a map, in order. */
export function mapEntries(map: MapValue): Iterable<{ readonly key: CelKey; readonly value: CelValue }> {
  return map instanceof CelMap ? map.entries() : Object.entries(map).map(([key, value]) => ({ key, value }));
}

/** The value under a key, or undefined. A key that is no legal key (a double with a whole value aside) has none. */
export function mapGet(map: MapValue, key: CelValue): CelValue | undefined {
  if (typeof key === "string") {
    if (map instanceof CelMap) return map.get(key);
    return Object.hasOwn(map, key) ? map[key] : undefined;
  }
  if (!(map instanceof CelMap)) return undefined;
  const known = asKey(key);
  return known === undefined ? undefined : map.get(known);
}

/** The key that a value finds: a double finds the int or uint of its value. Undefined for what is never a key. */
export function asKey(key: CelValue): CelKey | undefined {
  switch (kindOf(key)) {
    case Kind.string:
    case Kind.bool:
    case Kind.int:
    case Kind.uint:
      return key as CelKey;
    case Kind.double: {
      const number = toNumber(key);
      return Number.isInteger(number) ? int(BigInt(number)) : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * The order of two values: negative, 0 or positive; NaN when they have none (a NaN is among them).
 *
 * Throws `expr_no_such_overload` for values without an order between them.
 */
export function order(a: CelValue, b: CelValue): number {
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  const kind = kindOf(a);
  const other = kindOf(b);
  if ((kind & NUMERIC) !== 0 && (other & NUMERIC) !== 0) return compareNumbers(a, b);
  if (kind === other) {
    switch (kind) {
      case Kind.bool:
        return Number(a) - Number(b);
      case Kind.timestamp:
      case Kind.duration:
        return compareTimes(a as CelTimestamp, b as CelTimestamp);
      case Kind.bytes:
        return compareBytes(a as Uint8Array, b as Uint8Array);
      default:
    }
  }
  throw new Failure("expr_no_such_overload", `No such overload: ${typeNameOf(a)} and ${typeNameOf(b)} have no order`);
}

/** By code points. UTF-16 order differs from it only where a surrogate meets a unit above the surrogates. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return raised(x) - raised(y);
  }
  return a.length - b.length;
}

function raised(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Ints and uints exactly; with a double among them as doubles, which is what the specification's tests ask for. */
function compareNumbers(a: CelValue, b: CelValue): number {
  const isInexact = kindOf(a) === Kind.double || kindOf(b) === Kind.double;
  const x = isInexact ? toNumber(a) : integerOf(a);
  const y = isInexact ? toNumber(b) : integerOf(b);
  if (x < y) return -1;
  if (x > y) return 1;
  return x === y || !isInexact ? 0 : NaN;
}

function integerOf(value: CelValue): bigint {
  return value instanceof CelUint ? value.value : BigInt(value as number | bigint);
}

function compareTimes(a: CelTimestamp | CelDuration, b: CelTimestamp | CelDuration): number {
  return a.seconds - b.seconds || a.nanos - b.nanos;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
