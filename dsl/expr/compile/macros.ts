import { mapEntries, mapSize, type MapValue } from "../compare.ts";
import { LIMITS } from "../limits.ts";
import { Failure } from "../problem.ts";
import { childrenOf, type Expr, type MacroExpr } from "../tree.ts";
import { type CelKey, CelMap, type CelValue, Kind, kindOf, typeNameOf } from "../values.ts";
import { absorb, type Compiling, type Eval, type Frame } from "./frame.ts";

/** One macro ready to run: the range, the slots of its variables, and what is evaluated for each item. */
interface Loop {
  readonly expr: MacroExpr;
  readonly range: Eval;
  /** The slot of the item, or of the index or key when there are two variables. */
  readonly first: number;
  /** The slot of the item when there are two variables. */
  readonly second: number | undefined;
  /** Work of one round, without what its functions charge. */
  readonly weight: number;
}

/** A macro: `all`, `exists`, `exists_one`, `map`, `filter`, `transformList`, `transformMap`, or `cel.bind`. */
export function compileMacro(expr: MacroExpr, compiling: Compiling): Eval {
  const range = compiling.compile(expr.range);
  const { inner, slots } = compiling.binding(expr.vars.map((variable) => variable.name));
  const [body, result] = expr.args.map((arg) => inner.compile(arg));
  const [first = 0, second] = slots;
  if (body === undefined) throw new RangeError("A macro without a body");
  const weight = 1 + expr.args.reduce((sum, arg) => sum + weigh(arg), 0);
  const loop = { expr, range, first, second, weight };
  switch (expr.name) {
    case "all":
      return compileQuantifier(loop, body, false);
    case "exists":
      return compileQuantifier(loop, body, true);
    case "exists_one":
      return compileExistsOne(loop, body);
    case "filter":
      return compileFilter(loop, body);
    case "map":
    case "transformList":
      return result === undefined ? compileList(loop, undefined, body) : compileList(loop, body, result);
    case "transformMap":
      return result === undefined ? compileMap(loop, undefined, body) : compileMap(loop, body, result);
    case "bind":
      return (frame) => {
        frame.slots[first] = range(frame);
        return body(frame);
      };
  }
}

/** How many nodes an expression has: about what evaluating it once costs. */
function weigh(expr: Expr): number {
  let weight = 0;
  const open = [expr];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    weight++;
    open.push(...childrenOf(at));
  }
  return weight;
}

/** What a macro runs over: the items, and the keys when it is a map. */
interface Items {
  readonly keys: readonly CelKey[] | undefined;
  readonly values: readonly CelValue[];
}

function itemsOf(frame: Frame, loop: Loop): Items {
  const range = loop.range(frame);
  if (Array.isArray(range)) return { keys: undefined, values: range };
  if (kindOf(range) !== Kind.map) {
    throw new Failure(
      "expr_no_such_overload",
      `No such overload: ${loop.expr.name}() runs over a list or a map, not ${typeNameOf(range)}`,
      loop.expr.span,
    );
  }
  frame.charge(mapSize(frame, range as MapValue) * 8);
  const entries = [...mapEntries(range as MapValue)];
  const keys = entries.map((entry) => entry.key);
  return { keys, values: loop.second === undefined ? keys : entries.map((entry) => entry.value) };
}

/** Sets the variables for one round and charges for it. */
function enter(frame: Frame, loop: Loop, items: Items, at: number): void {
  frame.charge(loop.weight);
  if (loop.second === undefined) {
    frame.slots[loop.first] = items.values[at] as CelValue;
  } else {
    frame.slots[loop.first] = items.keys === undefined ? at : items.keys[at] as CelValue;
    frame.slots[loop.second] = items.values[at] as CelValue;
  }
}

/** `exists` (`decisive` true) and `all` (false): one decisive item wins over any number of failures. */
function compileQuantifier(loop: Loop, body: Eval, decisive: boolean): Eval {
  return (frame) => {
    const items = itemsOf(frame, loop);
    const { length } = items.values;
    let failure: Failure | undefined;
    for (let at = 0; at < length; at++) {
      enter(frame, loop, items, at);
      try {
        const value = body(frame);
        if (value === decisive) return decisive;
        if (value !== !decisive) failure ??= noBool(loop, value);
      } catch (thrown) {
        failure ??= absorb(frame, thrown);
        if (failure !== thrown) absorb(frame, thrown);
      }
    }
    if (failure !== undefined) throw failure;
    return !decisive;
  };
}

function noBool(loop: Loop, value: CelValue): Failure {
  const { name, args, span } = loop.expr;
  return new Failure(
    "expr_no_such_overload",
    `No such overload: ${name}() takes a condition, found ${typeNameOf(value)}`,
    args[0]?.span ?? span,
  );
}

/** Whether the condition holds for the item at hand. */
function holds(frame: Frame, loop: Loop, condition: Eval): boolean {
  const value = condition(frame);
  if (typeof value !== "boolean") throw noBool(loop, value);
  return value;
}

function compileExistsOne(loop: Loop, body: Eval): Eval {
  return (frame) => {
    const items = itemsOf(frame, loop);
    let count = 0;
    for (let at = 0; at < items.values.length; at++) {
      enter(frame, loop, items, at);
      if (holds(frame, loop, body)) count++;
    }
    return count === 1;
  };
}

function compileFilter(loop: Loop, body: Eval): Eval {
  return (frame) => {
    const items = itemsOf(frame, loop);
    const out: CelValue[] = [];
    for (let at = 0; at < items.values.length; at++) {
      enter(frame, loop, items, at);
      if (holds(frame, loop, body)) out.push(items.values[at] as CelValue);
    }
    return bounded(frame, out);
  };
}

function compileList(loop: Loop, condition: Eval | undefined, body: Eval): Eval {
  return (frame) => {
    const items = itemsOf(frame, loop);
    const out: CelValue[] = [];
    for (let at = 0; at < items.values.length; at++) {
      enter(frame, loop, items, at);
      if (condition === undefined || holds(frame, loop, condition)) out.push(body(frame));
    }
    return bounded(frame, out);
  };
}

function bounded(frame: Frame, out: CelValue[]): CelValue {
  if (out.length > LIMITS.items) frame.items(out.length);
  return out;
}

function compileMap(loop: Loop, condition: Eval | undefined, body: Eval): Eval {
  return (frame) => {
    const items = itemsOf(frame, loop);
    const out = new CelMap();
    for (let at = 0; at < items.values.length; at++) {
      enter(frame, loop, items, at);
      frame.charge(16);
      if (condition === undefined || holds(frame, loop, condition)) out.set(items.keys?.[at] ?? at, body(frame));
    }
    if (out.size > LIMITS.items) frame.items(out.size);
    return out;
  };
}
