import type { Span } from "../../../src/core/mod.ts";
import { add, divide, modulo, multiply, negate, subtract } from "../arithmetic.ts";
import { equals, mapGet, type MapValue, order } from "../compare.ts";
import type { Meter } from "../meter.ts";
import { Failure } from "../problem.ts";
import type { CallExpr, Expr } from "../tree.ts";
import { type CelValue, Kind, kindOf, typeNameOf } from "../values.ts";
import { type Eval, type Frame, located } from "./frame.ts";

type Binary = (meter: Meter, a: CelValue, b: CelValue) => CelValue;

/** A binary operator whose operands are always both evaluated, or undefined for another function. */
export function compileBinary(expr: CallExpr, left: Eval, right: Eval): Eval | undefined {
  const { span } = expr;
  switch (expr.name) {
    case "_==_": {
      const literal = shortText(expr.args[1]);
      if (literal !== undefined) {
        return (frame) => {
          const a = left(frame);
          return typeof a === "string" ? a === literal : same(frame, a, literal, span);
        };
      }
      return (frame) => same(frame, left(frame), right(frame), span);
    }
    case "_!=_":
      return (frame) => !same(frame, left(frame), right(frame), span);
    case "_<_":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a < b : ordered(frame, a, b, span) < 0;
      };
    case "_<=_":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a <= b : ordered(frame, a, b, span) <= 0;
      };
    case "_>_":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a > b : ordered(frame, a, b, span) > 0;
      };
    case "_>=_":
      return (frame) => {
        const a = left(frame);
        const b = right(frame);
        return typeof a === "number" && typeof b === "number" ? a >= b : ordered(frame, a, b, span) >= 0;
      };
    case "@in":
      return (frame) => contained(frame, left(frame), right(frame), span);
    default: {
      const run = ARITHMETIC.get(expr.name);
      return run === undefined ? undefined : (frame) => at(run, frame, left(frame), right(frame), span);
    }
  }
}

/** A literal text short enough that comparing with it costs nothing. */
function shortText(expr: Expr | undefined): string | undefined {
  return expr?.kind === "literal" && typeof expr.value === "string" && expr.value.length <= 64 ? expr.value : undefined;
}

const ARITHMETIC: ReadonlyMap<string, Binary> = new Map<string, Binary>([
  ["_+_", add],
  ["_-_", (_meter, a, b) => subtract(a, b)],
  ["_*_", (_meter, a, b) => multiply(a, b)],
  ["_/_", (_meter, a, b) => divide(a, b)],
  ["_%_", (_meter, a, b) => modulo(a, b)],
]);

function at(run: Binary, frame: Frame, a: CelValue, b: CelValue, span: Span): CelValue {
  try {
    return run(frame, a, b);
  } catch (thrown) {
    throw located(thrown, span);
  }
}

function same(frame: Frame, a: CelValue, b: CelValue, span: Span): boolean {
  if (typeof a === "string" && typeof b === "string") {
    if (a.length !== b.length) return false;
    if (a.length > 64) frame.charge(a.length >> 4);
    return a === b;
  }
  if (typeof a === "number" && typeof b === "number") return a === b;
  try {
    return equals(frame, a, b);
  } catch (thrown) {
    throw located(thrown, span);
  }
}

function ordered(frame: Frame, a: CelValue, b: CelValue, span: Span): number {
  try {
    if (typeof a === "string" && a.length > 64 || a instanceof Uint8Array) frame.charge(1 + (a.length >> 4));
    return order(a, b);
  } catch (thrown) {
    throw located(thrown, span);
  }
}

function contained(frame: Frame, value: CelValue, container: CelValue, span: Span): boolean {
  if (Array.isArray(container)) {
    frame.charge(container.length >> 2);
    for (const item of container as readonly CelValue[]) if (same(frame, value, item, span)) return true;
    return false;
  }
  if (kindOf(container) === Kind.map) return mapGet(container as MapValue, value) !== undefined;
  throw new Failure("expr_no_such_overload", `No such overload: 'in' takes a list or a map, found ${typeNameOf(container)}`, span);
}

/** `-operand`. */
export function compileNegation(expr: CallExpr, operand: Eval): Eval {
  return (frame) => {
    const value = operand(frame);
    try {
      return negate(value);
    } catch (thrown) {
      throw located(thrown, expr.span);
    }
  };
}
