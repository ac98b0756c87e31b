import { Failure } from "../problem.ts";
import type { CallExpr } from "../tree.ts";
import { type CelValue, typeNameOf } from "../values.ts";
import { absorb, type Eval, type Frame } from "./frame.ts";

/**
 * `&&` (`decisive` false) and `||` (`decisive` true): the decisive value on either side wins even when the other side fails, so the order
 * of the operands never changes the result.
 */
export function compileLogical(expr: CallExpr, left: Eval, right: Eval, decisive: boolean): Eval {
  const symbol = decisive ? "||" : "&&";
  return (frame) => {
    let first: CelValue;
    try {
      first = left(frame);
    } catch (thrown) {
      return afterFailure(frame, absorb(frame, thrown), right, decisive);
    }
    if (first === decisive) return decisive;
    if (first !== !decisive) return afterFailure(frame, noBool(symbol, first, expr), right, decisive);
    const second = right(frame);
    if (typeof second === "boolean") return second;
    throw noBool(symbol, second, expr);
  };
}

function afterFailure(frame: Frame, failure: Failure, right: Eval, decisive: boolean): CelValue {
  let second: CelValue;
  try {
    second = right(frame);
  } catch (thrown) {
    absorb(frame, thrown);
    throw failure;
  }
  if (second === decisive) return decisive;
  throw failure;
}

function noBool(symbol: string, value: CelValue, expr: CallExpr): Failure {
  return new Failure("expr_no_such_overload", `No such overload: '${symbol}' takes bools, found ${typeNameOf(value)}`, expr.span);
}

/** `condition ? yes : no`. */
export function compileConditional(expr: CallExpr, condition: Eval, yes: Eval, no: Eval): Eval {
  return (frame) => {
    const value = condition(frame);
    if (value === true) return yes(frame);
    if (value === false) return no(frame);
    throw noBool("? :", value, expr);
  };
}

/** `!operand`. */
export function compileNot(expr: CallExpr, operand: Eval): Eval {
  return (frame) => {
    const value = operand(frame);
    if (typeof value === "boolean") return !value;
    throw noBool("!", value, expr);
  };
}
