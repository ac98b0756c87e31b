import { MAX_UINT, ranged, toNumber } from "../arithmetic.ts";
import { order } from "../compare.ts";
import type { Meter } from "../meter.ts";
import { Failure } from "../problem.ts";
import { type Type, types } from "../types.ts";
import { CelUint, type CelValue, double, int as asInt, Kind, kindOf, typeNameOf } from "../values.ts";
import { fn, type FunctionRow, variadic } from "./row.ts";

const { bool, dyn, int, list, uint } = types;
const real = types.double;
type Int = number | bigint;

/** The math extension. */
export const MATH: readonly FunctionRow[] = [
  row("math.greatest", extremes(1), "The greatest of numbers, or of a list of them; numbers of different types compare by value", [
    "math.greatest(1, 3.5, 2u)",
    "3.5",
  ]),
  row("math.least", extremes(-1), "The least of numbers, or of a list of them", ["math.least([5, 2, 9])", "2"]),
  row("math.ceil", [real1(Math.ceil)], "The next whole double upwards", ["math.ceil(1.2)", "2.0"]),
  row("math.floor", [real1(Math.floor)], "The next whole double downwards", ["math.floor(-1.2)", "-2.0"]),
  row("math.round", [real1((x) => Math.sign(x) * Math.floor(Math.abs(x) + 0.5))], "The nearest whole double, halves away from zero", [
    "math.round(-1.5)",
    "-2.0",
  ]),
  row("math.trunc", [real1(Math.trunc)], "A double without its fraction", ["math.trunc(-1.9)", "-1.0"]),
  row(
    "math.sqrt",
    [
      real1(Math.sqrt),
      fn([int], real, (_meter, x: Int) => double(Math.sqrt(Number(x)))),
      fn([uint], real, (_meter, x: CelUint) => double(Math.sqrt(Number(x.value)))),
    ],
    "The square root; NaN of a negative number",
    ["math.sqrt(9)", "3.0"],
  ),
  row(
    "math.abs",
    [
      real1(Math.abs),
      fn([int], int, (_meter, x: Int) => ranged(x < 0 ? -BigInt(x) : BigInt(x))),
      fn([uint], uint, (_meter, x: CelUint) => x),
    ],
    "The size of a number, without its sign",
    ["math.abs(-3)", "3"],
  ),
  row(
    "math.sign",
    [
      real1(Math.sign),
      fn([int], int, (_meter, x: Int) => (x > 0 ? 1 : x < 0 ? -1 : 0)),
      fn([uint], uint, (_meter, x: CelUint) => new CelUint(x.value === 0n ? 0n : 1n)),
    ],
    "-1, 0 or 1, in the number's type",
    ["math.sign(-2.5)", "-1.0"],
  ),
  row("math.isNaN", [fn([real], bool, (_meter, x: CelValue) => Number.isNaN(toNumber(x)))], "Whether a double is not a number", [
    "math.isNaN(0.0 / 0.0)",
    "true",
  ]),
  row("math.isInf", [fn([real], bool, (_meter, x: CelValue) => Math.abs(toNumber(x)) === Infinity)], "Whether a double is infinite", [
    "math.isInf(1.0 / 0.0)",
    "true",
  ]),
  row(
    "math.isFinite",
    [fn([real], bool, (_meter, x: CelValue) => Number.isFinite(toNumber(x)))],
    "Whether a double is neither infinite nor NaN",
    ["math.isFinite(1.5)", "true"],
  ),
  row("math.bitAnd", bits((a, b) => a & b), "The bits that both numbers have", ["math.bitAnd(6, 3)", "2"]),
  row("math.bitOr", bits((a, b) => a | b), "The bits that either number has", ["math.bitOr(6, 3)", "7"]),
  row("math.bitXor", bits((a, b) => a ^ b), "The bits that one of the numbers has", ["math.bitXor(6, 3)", "5"]),
  row(
    "math.bitNot",
    [
      fn([int], int, (_meter, x: Int) => asInt(~BigInt(x))),
      fn([uint], uint, (_meter, x: CelUint) => new CelUint(x.value ^ MAX_UINT)),
    ],
    "A number with all its bits turned",
    ["math.bitNot(0)", "-1"],
  ),
  row("math.bitShiftLeft", shifts((x, by) => x << by), "A number with its bits moved up; 0 from 64 places on", [
    "math.bitShiftLeft(1, 4)",
    "16",
  ]),
  row("math.bitShiftRight", shifts((x, by) => x >> by), "A number with its bits moved down, zeros following also for ints", [
    "math.bitShiftRight(16u, 4)",
    "1u",
  ]),
];

function row(name: string, overloads: FunctionRow["overloads"], summary: string, example: FunctionRow["example"]): FunctionRow {
  return { name, group: "math", overloads, cost: "0", summary, example };
}

function real1(run: (x: number) => number): FunctionRow["overloads"][number] {
  return fn([real], real, (_meter, x: CelValue) => double(run(toNumber(x))));
}

function bits(run: (a: bigint, b: bigint) => bigint): FunctionRow["overloads"] {
  return [
    fn([int, int], int, (_meter, a: Int, b: Int) => asInt(run(BigInt(a), BigInt(b)))),
    fn([uint, uint], uint, (_meter, a: CelUint, b: CelUint) => new CelUint(run(a.value, b.value))),
  ];
}

function shifts(run: (x: bigint, by: bigint) => bigint): FunctionRow["overloads"] {
  return [
    fn([int, int], int, (_meter, x: Int, by: Int) => asInt(BigInt.asIntN(64, shift(BigInt.asUintN(64, BigInt(x)), by, run)))),
    fn([uint, int], uint, (_meter, x: CelUint, by: Int) => new CelUint(shift(x.value, by, run))),
  ];
}

function shift(x: bigint, by: Int, run: (x: bigint, by: bigint) => bigint): bigint {
  if (by < 0) throw new Failure("expr_argument", `A shift by ${by} places is negative: negative offset`);
  return by > 63 ? 0n : BigInt.asUintN(64, run(x, BigInt(by)));
}

const NUMBERS = Kind.int | Kind.uint | Kind.double;

function extremes(sign: 1 | -1): FunctionRow["overloads"] {
  const pick = (meter: Meter, items: readonly CelValue[]): CelValue => {
    meter.charge(items.length);
    const [first, ...rest] = items;
    if (first === undefined) throw new Failure("expr_argument", "There is no greatest or least of nothing: the list is empty");
    for (const item of items) {
      if ((kindOf(item) & NUMBERS) === 0) throw new Failure("expr_no_such_overload", `No such overload: ${typeNameOf(item)} is no number`);
    }
    return rest.reduce((best, item) => (order(item, best) * sign > 0 ? item : best), first);
  };
  const ofList = (item: Type) => fn([list(item)], item, (meter, items: readonly CelValue[]) => pick(meter, items));
  const ofEach = (type: Type) => variadic([type], type, (meter, ...items: readonly CelValue[]) => pick(meter, items));
  // Lists first: one argument that is a list would also be a single item of any type.
  return [...[int, uint, real, dyn].map(ofList), ...[int, uint, real, dyn].map(ofEach)];
}
