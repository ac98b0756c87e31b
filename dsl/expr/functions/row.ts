import type { Meter } from "../meter.ts";
import { type Type, types } from "../types.ts";
import type { CelValue } from "../values.ts";

/** What a function does. Its parameters have the kinds that the overload declares; the receiver of a method is the first. */
export type Run = (meter: Meter, ...args: never[]) => CelValue;

/** One signature of a function. */
export interface FunctionOverload {
  /** Whether it is called as `receiver.name(…)`; the receiver is the first parameter. */
  readonly method: boolean;
  readonly params: readonly Type[];
  /** Whether the last parameter may be repeated. */
  readonly variadic: boolean;
  readonly result: Type;
  readonly run: Run;
}

/** One function of the language: everything about it. */
export interface FunctionRow {
  readonly name: string;
  /** The chapter of the documentation. */
  readonly group: "conversions" | "texts" | "lists and maps" | "time" | "math" | "data";
  readonly overloads: readonly FunctionOverload[];
  /** Work charged beyond the one unit of the call, as a formula. */
  readonly cost: string;
  /** One sentence for the documentation. */
  readonly summary: string;
  /** An expression and one that it equals; run as a test and printed in the documentation. */
  readonly example: readonly [expr: string, value: string];
}

/** A signature called as `name(a, b)`. */
export function fn(params: readonly Type[], result: Type, run: Run): FunctionOverload {
  return { method: false, params, variadic: false, result, run };
}

/** A signature called as `a.name(b)`. */
export function method(params: readonly Type[], result: Type, run: Run): FunctionOverload {
  return { method: true, params, variadic: false, result, run };
}

/** A signature called either way. */
export function both(params: readonly Type[], result: Type, run: Run): FunctionOverload[] {
  return [fn(params, result, run), method(params, result, run)];
}

/** A signature whose last parameter may be repeated. */
export function variadic(params: readonly Type[], result: Type, run: Run): FunctionOverload {
  return { method: false, params, variadic: true, result, run };
}

/** Any type; the same within one signature. */
export const T: Type = types.param("T");
/** A second such type. */
export const K: Type = types.param("K");
