import { add } from "../arithmetic.ts";
import { equals, mapSize, type MapValue, order } from "../compare.ts";
import { LIMITS } from "../limits.ts";
import type { Meter } from "../meter.ts";
import { Failure } from "../problem.ts";
import { types } from "../types.ts";
import { CelMap, type CelValue } from "../values.ts";
import { both, fn, type FunctionRow, K, method, T } from "./row.ts";
import { textSize } from "./texts.ts";

const { bytes, int, list, map, string } = types;
const LIST = list(T);
type List = readonly CelValue[];

const SIZES: FunctionRow["overloads"] = [
  ...both([string], int, textSize),
  ...both([bytes], int, (_meter, value: Uint8Array) => value.length),
  ...both([LIST], int, (_meter, value: List) => value.length),
  ...both([map(K, T)], int, mapSize),
];

/** Functions over lists and maps. */
export const COLLECTIONS: readonly FunctionRow[] = [
  row(
    "size",
    SIZES,
    "How many characters, bytes, items or entries something has",
    ["size('äöü') + [1, 2].size()", "5"],
    "length / 8 for texts, items × 2 for maps",
  ),
  row("length", SIZES, "The same as size()", ["length([1, 2, 3])", "3"], "length / 8 for texts, items × 2 for maps"),
  row(
    "keys",
    both([map(K, T)], list(K), (meter, value: MapValue) => {
      meter.items(mapSize(meter, value));
      return value instanceof CelMap ? Array.from(value.entries(), (entry) => entry.key) : Object.keys(value);
    }),
    "The keys of a map, in its order",
    ["keys({'a': 1, 'b': 2})", "['a', 'b']"],
  ),
  row(
    "values",
    both([map(K, T)], list(T), (meter, value: MapValue) => {
      meter.items(mapSize(meter, value));
      return value instanceof CelMap ? Array.from(value.entries(), (entry) => entry.value) : Object.values(value);
    }),
    "The values of a map, in its order",
    ["values({'a': 1, 'b': 2})", "[1, 2]"],
  ),
  row("first", both([LIST], T, (_meter, items: List) => itemAt(items, 0)), "The first item of a list; an error when it is empty", [
    "first([3, 1, 2])",
    "3",
  ], "0"),
  row(
    "last",
    both([LIST], T, (_meter, items: List) => itemAt(items, items.length - 1)),
    "The last item of a list; an error when it is empty",
    ["last([3, 1, 2])", "2"],
    "0",
  ),
  row(
    "range",
    [
      fn([int], list(int), (meter, end: number | bigint) => range(meter, 0, end)),
      fn([int, int], list(int), range),
    ],
    "The ints from 0, or a first one, up to, without, the last argument",
    ["range(3) + range(5, 7)", "[0, 1, 2, 5, 6]"],
  ),
  row(
    "reverse",
    both([LIST], LIST, (meter, items: List) => {
      meter.items(items.length);
      return [...items].reverse();
    }),
    "A list backwards",
    ["[1, 2, 3].reverse()", "[3, 2, 1]"],
  ),
  row("sort", both([LIST], LIST, sort), "A list in ascending order; its items must be of one type that has an order", [
    "sort([3, 1, 2])",
    "[1, 2, 3]",
  ], "items × log₂ items"),
  row(
    "distinct",
    both([LIST], LIST, distinct),
    "A list without the items that equal an earlier one",
    ["distinct([1, 2, 1, 2u])", "[1, 2]"],
    "up to items² / 2 for lists and maps",
  ),
  row("flatten", both([list(list(T))], LIST, flatten), "The lists of a list as one list", ["flatten([[1], [2, 3]])", "[1, 2, 3]"]),
  row("slice", [method([LIST, int, int], LIST, slice)], "The items from one index up to, without, another", [
    "[1, 2, 3, 4].slice(1, 3)",
    "[2, 3]",
  ]),
  row("sum", both([LIST], T, sum), "The sum of a list of numbers of one type; 0 of an empty one", ["sum([1, 2, 3])", "6"]),
];

function row(
  name: string,
  overloads: FunctionRow["overloads"],
  summary: string,
  example: FunctionRow["example"],
  cost = "items",
): FunctionRow {
  return { name, group: "lists and maps", overloads, cost, summary, example };
}

function itemAt(items: List, index: number): CelValue {
  const item = items[index];
  if (item === undefined) throw new Failure("expr_index", "The list is empty");
  return item;
}

function range(meter: Meter, start: number | bigint, end: number | bigint): CelValue {
  const from = Number(start);
  const count = Math.max(0, Number(end) - from);
  meter.items(count);
  if (!Number.isSafeInteger(from + count)) throw new Failure("expr_overflow", "The range leaves ±2^53");
  return Array.from({ length: count }, (_, at) => from + at);
}

function sort(meter: Meter, items: List): CelValue {
  meter.charge(Math.ceil(items.length * Math.log2(items.length + 2)));
  meter.items(items.length);
  return [...items].sort((a, b) => {
    if (typeof a === "string") meter.charge(1 + (a.length >> 3));
    return order(a, b);
  });
}

function distinct(meter: Meter, items: List): CelValue {
  meter.items(items.length);
  const seen = new Set<CelValue>();
  const others: CelValue[] = [];
  return items.filter((item) => {
    if (typeof item === "string" || typeof item === "number" && Number.isSafeInteger(item)) {
      // An int may equal a uint or a double that came earlier, which are in the other list.
      if (seen.has(item)) return false;
      seen.add(item);
      if (typeof item === "string") return true;
    }
    if (others.some((other) => (meter.charge(1), equals(meter, item, other)))) return false;
    if (others.length < LIMITS.items) others.push(item);
    return true;
  });
}

function flatten(meter: Meter, lists: readonly List[]): CelValue {
  const out: CelValue[] = [];
  for (const items of lists) {
    if (!Array.isArray(items)) throw new Failure("expr_no_such_overload", "No such overload: flatten() takes a list of lists");
    if (out.length + items.length > LIMITS.items) meter.items(out.length + items.length);
    meter.charge(1 + items.length);
    for (const item of items) out.push(item);
  }
  return out;
}

function slice(meter: Meter, items: List, from: number, to: number): CelValue {
  if (from < 0 || to < from || to > items.length) {
    throw new Failure("expr_index", `No part of a list of ${items.length} begins at ${from} and ends at ${to}`);
  }
  meter.items(to - from);
  return items.slice(from, to);
}

function sum(meter: Meter, items: List): CelValue {
  const [first, ...rest] = items;
  meter.items(items.length);
  return first === undefined ? 0 : rest.reduce((total, item) => add(meter, total, item), first);
}
