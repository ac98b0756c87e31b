import type { Meter } from "./meter.ts";
import { Failure } from "./problem.ts";
import { addDurations, addToTimestamp, negateDuration, subtractTimestamps } from "./time.ts";
import { CelDouble, CelDuration, CelTimestamp, CelUint, type CelValue, double, int, Kind, kindOf, typeNameOf } from "./values.ts";

/** The operators between two numbers. */
export type Arithmetic = "+" | "-" | "*" | "/" | "%";

/** `a + b`: numbers, texts, bytes, lists, timestamps and durations. */
export function add(meter: Meter, a: CelValue, b: CelValue): CelValue {
  if (typeof a === "number" && typeof b === "number") {
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
      const sum = a + b;
      return Number.isSafeInteger(sum) ? sum : ranged(BigInt(a) + BigInt(b));
    }
  } else if (typeof a === "string" && typeof b === "string") {
    meter.text(a.length + b.length);
    return a + b;
  }
  return addOther(meter, a, b);
}

function addOther(meter: Meter, a: CelValue, b: CelValue): CelValue {
  if (a instanceof CelTimestamp && b instanceof CelDuration) return addToTimestamp(a, b);
  if (a instanceof CelDuration && b instanceof CelTimestamp) return addToTimestamp(b, a);
  if (a instanceof CelDuration && b instanceof CelDuration) return addDurations(a, b);
  if (Array.isArray(a) && Array.isArray(b)) {
    meter.items(a.length + b.length);
    return [...a, ...b];
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    meter.text(a.length + b.length);
    const sum = new Uint8Array(a.length + b.length);
    sum.set(a);
    sum.set(b, a.length);
    return sum;
  }
  return numeric("+", a, b);
}

/** `a - b`: numbers, timestamps and durations. */
export function subtract(a: CelValue, b: CelValue): CelValue {
  if (typeof a === "number" && typeof b === "number" && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  if (a instanceof CelTimestamp) {
    if (b instanceof CelTimestamp) return subtractTimestamps(a, b);
    if (b instanceof CelDuration) return addToTimestamp(a, negateDuration(b));
  }
  if (a instanceof CelDuration && b instanceof CelDuration) return addDurations(a, negateDuration(b));
  return numeric("-", a, b);
}

/** `a * b` of two numbers of one type. */
export function multiply(a: CelValue, b: CelValue): CelValue {
  if (typeof a === "number" && typeof b === "number" && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    const product = a * b;
    // Adding 0 turns the -0 of -1 * 0 into the int 0.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return numeric("*", a, b);
}

/** `a / b` of two numbers of one type; ints truncate towards zero. */
export function divide(a: CelValue, b: CelValue): CelValue {
  if (typeof a === "number" && typeof b === "number" && b !== 0 && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    return Math.trunc(a / b) + 0;
  }
  return numeric("/", a, b);
}

/** `a % b` of two ints or two uints; the sign is that of `a`. */
export function modulo(a: CelValue, b: CelValue): CelValue {
  if (typeof a === "number" && typeof b === "number" && b !== 0 && Number.isSafeInteger(a) && Number.isSafeInteger(b)) {
    return a % b + 0;
  }
  return numeric("%", a, b);
}

/** `-a` of an int, a double or a duration. */
export function negate(a: CelValue): CelValue {
  switch (kindOf(a)) {
    case Kind.int:
      return typeof a === "number" ? 0 - a : ranged(-(a as bigint));
    case Kind.double:
      return double(-toNumber(a));
    case Kind.duration:
      return negateDuration(a as CelDuration);
    default:
      throw new Failure("expr_no_such_overload", `'-' does not apply to ${typeNameOf(a)}`);
  }
}

function numeric(operator: Arithmetic, a: CelValue, b: CelValue): CelValue {
  const kind = kindOf(a);
  if (kind === kindOf(b)) {
    if (kind === Kind.int) return ranged(exact(operator, BigInt(a as number), BigInt(b as number)));
    if (kind === Kind.uint) {
      const result = exact(operator, (a as CelUint).value, (b as CelUint).value);
      if (result < 0n || result > MAX_UINT) {
        throw new Failure("expr_overflow", `uint overflow: the result of '${operator}' is out of range`);
      }
      return new CelUint(result);
    }
    if (kind === Kind.double && operator !== "%") return double(inexact(operator, toNumber(a), toNumber(b)));
  }
  throw new Failure("expr_no_such_overload", `No such overload: '${operator}' does not apply to ${typeNameOf(a)} and ${typeNameOf(b)}`);
}

function exact(operator: Arithmetic, a: bigint, b: bigint): bigint {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      if (b === 0n) throw new Failure("expr_divide_by_zero", "Division by zero");
      return a / b;
    case "%":
      if (b === 0n) throw new Failure("expr_divide_by_zero", "Modulus by zero");
      return a % b;
  }
}

function inexact(operator: Arithmetic, a: number, b: number): number {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    case "%":
      return NaN;
  }
}

/** An int from an exact value; throws `expr_overflow` beyond 64 bits. */
export function ranged(value: bigint): number | bigint {
  if (value > MAX_INT || value < MIN_INT) throw new Failure("expr_overflow", "int overflow: the result does not fit 64 bits");
  return int(value);
}

/** The nearest double of any number. */
export function toNumber(value: CelValue): number {
  if (typeof value === "number") return value;
  if (value instanceof CelDouble) return value.value;
  return Number(value instanceof CelUint ? value.value : value);
}

export const MAX_INT = 2n ** 63n - 1n;
export const MIN_INT = -(2n ** 63n);
export const MAX_UINT = 2n ** 64n - 1n;
