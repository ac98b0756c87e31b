import type { JsonObject } from "../../src/core/mod.ts";

/**
 * A value of CEL.
 *
 * - int: a `number` that is a safe integer, or a `bigint` beyond ±(2^53 − 1)
 * - double: any other `number`, or {@link CelDouble} for a double whose value is a safe integer (`1.0`)
 * - uint: {@link CelUint}; string: a `string`; bytes: `Uint8Array`; bool and null: themselves
 * - list: an array; map: {@link CelMap}, or a plain object for one whose keys are texts
 * - timestamp, duration, type: their classes
 *
 * So plain JSON data is a CEL value as it is, and the commonest numbers cost nothing.
 */
export type CelValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | CelDouble
  | CelUint
  | CelMap
  | CelTimestamp
  | CelDuration
  | CelTypeValue
  | Uint8Array
  | readonly CelValue[]
  | { readonly [key: string]: CelValue };

/** Base of the classes below: tells them from plain objects with one test. */
export abstract class CelObject {}

/** A double whose value is a safe integer. Use {@link double} to make doubles. */
export class CelDouble extends CelObject {
  readonly value: number;
  constructor(value: number) {
    super();
    this.value = value;
  }
}

/** An unsigned integer, 0 to 2^64 − 1. */
export class CelUint extends CelObject {
  readonly value: bigint;
  constructor(value: bigint) {
    super();
    this.value = value;
  }
}

/** A point in time; `nanos` is 0 to 999,999,999 and counts forward also before 1970. */
export class CelTimestamp extends CelObject {
  readonly seconds: number;
  readonly nanos: number;
  constructor(seconds: number, nanos: number) {
    super();
    this.seconds = seconds;
    this.nanos = nanos;
  }
}

/** A span of time; `nanos` is 0 to 999,999,999 and counts forward, so −0.5 s is −1 s + 500,000,000 ns. */
export class CelDuration extends CelObject {
  readonly seconds: number;
  readonly nanos: number;
  constructor(seconds: number, nanos: number) {
    super();
    this.seconds = seconds;
    this.nanos = nanos;
  }
}

/** A type as a value, such as `int` or `type(x)`. */
export class CelTypeValue extends CelObject {
  /** `int`, `list`, `google.protobuf.Timestamp`… */
  readonly typeName: string;
  constructor(typeName: string) {
    super();
    this.typeName = typeName;
  }
}

/** A key of a map. Numeric keys are equal across int and uint, so a {@link CelMap} files both under their value. */
export type CelKey = boolean | number | bigint | string | CelUint;

/** A map whose keys may be of any type, in the order of insertion. */
export class CelMap extends CelObject {
  readonly #entries = new Map<boolean | number | bigint | string, { readonly key: CelKey; value: CelValue }>();

  get size(): number {
    return this.#entries.size;
  }

  get(key: CelKey): CelValue | undefined {
    return this.#entries.get(filed(key))?.value;
  }

  has(key: CelKey): boolean {
    return this.#entries.has(filed(key));
  }

  set(key: CelKey, value: CelValue): void {
    const name = filed(key);
    const entry = this.#entries.get(name);
    if (entry === undefined) this.#entries.set(name, { key, value });
    else entry.value = value;
  }

  entries(): Iterable<{ readonly key: CelKey; readonly value: CelValue }> {
    return this.#entries.values();
  }
}

function filed(key: CelKey): boolean | number | bigint | string {
  return key instanceof CelUint ? int(key.value) : key;
}

/** A double. Everything that computes doubles passes its result through here. */
export function double(value: number): number | CelDouble {
  return Number.isSafeInteger(value) ? new CelDouble(value) : value;
}

/** An int from an exact value that is in range. */
export function int(value: bigint): number | bigint {
  return value >= MIN_SAFE && value <= MAX_SAFE ? Number(value) : value;
}

const MIN_SAFE = BigInt(Number.MIN_SAFE_INTEGER);
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** The kinds of values as bits, so that a set of kinds is one number. */
export const Kind = {
  null: 1,
  bool: 2,
  int: 4,
  uint: 8,
  double: 16,
  string: 32,
  bytes: 64,
  list: 128,
  map: 256,
  timestamp: 512,
  duration: 1024,
  type: 2048,
  any: 4095,
} as const;

/** The kind of a value as a bit of {@link Kind}; 0 for what is no value of CEL. */
export function kindOf(value: unknown): number {
  switch (typeof value) {
    case "string":
      return Kind.string;
    case "number":
      return Number.isSafeInteger(value) ? Kind.int : Kind.double;
    case "boolean":
      return Kind.bool;
    case "bigint":
      return Kind.int;
    case "object":
      return value === null ? Kind.null : kindOfObject(value);
    default:
      return 0;
  }
}

function kindOfObject(value: object): number {
  if (Array.isArray(value)) return Kind.list;
  if (value instanceof CelObject) {
    if (value instanceof CelMap) return Kind.map;
    if (value instanceof CelDouble) return Kind.double;
    if (value instanceof CelUint) return Kind.uint;
    if (value instanceof CelTimestamp) return Kind.timestamp;
    if (value instanceof CelDuration) return Kind.duration;
    return Kind.type;
  }
  if (isPlain(value)) return Kind.map;
  return value instanceof Uint8Array ? Kind.bytes : 0;
}

/** Whether an object is plain data: a map of CEL and nothing of the host. */
export function isPlain(value: object): value is JsonObject {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** The name of a value's type, as `type(x)` gives it. */
export function typeNameOf(value: unknown): string {
  return TYPE_NAMES.get(kindOf(value)) ?? "host value";
}

const TYPE_NAMES: ReadonlyMap<number, string> = new Map<number, string>([
  [Kind.null, "null_type"],
  [Kind.bool, "bool"],
  [Kind.int, "int"],
  [Kind.uint, "uint"],
  [Kind.double, "double"],
  [Kind.string, "string"],
  [Kind.bytes, "bytes"],
  [Kind.list, "list"],
  [Kind.map, "map"],
  [Kind.timestamp, "google.protobuf.Timestamp"],
  [Kind.duration, "google.protobuf.Duration"],
  [Kind.type, "type"],
]);
