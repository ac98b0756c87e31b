import type { DeclaredOutput, OutputType } from "../../src/core/mod.ts";
import { type Type, types } from "../expr/mod.ts";

/**
 * The type that a declared output of a script has in expressions. JSON has one sort of number, so a `float` is an int when it is whole;
 * durations are ints of milliseconds and sizes ints of bytes. Whether it is there, if it may be absent, `has(…)` tells.
 */
export function typeOfOutput({ type, items }: Pick<DeclaredOutput, "type" | "items">): Type {
  if (type === "list") return types.list(SIMPLE[items ?? "any"]);
  return type === "map" ? types.map(types.string, SIMPLE[items ?? "any"]) : SIMPLE[type];
}

const SIMPLE: Readonly<Record<OutputType, Type>> = {
  string: types.string,
  int: types.int,
  float: types.number,
  bool: types.bool,
  duration: types.int,
  size: types.int,
  bytes: types.string,
  url: types.string,
  path: types.string,
  list: types.list(types.dyn),
  map: types.map(types.string, types.dyn),
  any: types.dyn,
};
