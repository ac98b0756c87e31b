/**
 * The functions of the expression language, each in one row: signatures, work charged, documentation and an example that is run as a test.
 * Operators and macros are part of the language itself and stand in the compiler and the checker.
 *
 * @module
 */
import { COLLECTIONS } from "./collections.ts";
import { CONVERSIONS } from "./conversions.ts";
import { DATA } from "./data.ts";
import { MATH } from "./math.ts";
import type { FunctionOverload, FunctionRow } from "./row.ts";
import { TEXTS } from "./texts.ts";
import { TIMES } from "./times.ts";

export { type MacroRow, MACROS } from "./macros.ts";
export type { FunctionOverload, FunctionRow } from "./row.ts";

/** Every function, in the order of the documentation. A name may have several rows, for different kinds of values. */
export const FUNCTIONS: readonly FunctionRow[] = [...DATA, ...CONVERSIONS, ...TEXTS, ...COLLECTIONS, ...TIMES, ...MATH];

const OVERLOADS: ReadonlyMap<string, readonly FunctionOverload[]> = collect();

function collect(): Map<string, FunctionOverload[]> {
  const all = new Map<string, FunctionOverload[]>();
  for (const row of FUNCTIONS) all.set(row.name, [...(all.get(row.name) ?? []), ...row.overloads]);
  return all;
}

/** All signatures of a name; empty when there is no such function. */
export function overloadsOf(name: string): readonly FunctionOverload[] {
  return OVERLOADS.get(name) ?? [];
}

/** Every name of a function, once. */
export function functionNames(): Iterable<string> {
  return OVERLOADS.keys();
}

const NAMESPACES: ReadonlySet<string> = new Set(
  [...OVERLOADS.keys()].filter((name) => name.includes(".")).map((name) => name.split(".", 1)[0] ?? ""),
);

/** Whether a name is the first part of functions' names, as `math` is of `math.abs`. */
export function isNamespace(name: string): boolean {
  return NAMESPACES.has(name);
}
