import { type FunctionOverload, overloadsOf } from "../functions/mod.ts";
import type { Meter } from "../meter.ts";
import { Failure } from "../problem.ts";
import type { CallExpr, Expr } from "../tree.ts";
import { type Type } from "../types.ts";
import { type CelValue, Kind, kindOf, typeNameOf } from "../values.ts";
import { absorb, type Compiling, type Eval, located } from "./frame.ts";

/** What a call means: the signatures that fit its form, and its arguments with the receiver first. */
export interface ResolvedCall {
  /** The name by which the function was found, such as `math.abs`. */
  readonly name: string;
  readonly overloads: readonly FunctionOverload[];
  readonly args: readonly Expr[];
}

/**
 * Finds the signatures that a call may mean by its name, form and number of arguments.
 *
 * @param isVariable Whether a name is a macro's variable, which hides a namespace such as `math`.
 */
export function resolveCall(expr: CallExpr, isVariable: (name: string) => boolean): ResolvedCall {
  const { target, args } = expr;
  if (target?.kind === "ident" && !isVariable(target.name)) {
    const name = `${target.name}.${expr.name}`;
    const overloads = overloadsOf(name);
    if (overloads.length > 0) return { name, overloads: fitting(overloads, args.length, false), args };
  }
  const all = overloadsOf(expr.name);
  const operands = target === undefined ? args : [target, ...args];
  const fit = fitting(all, operands.length, target !== undefined);
  const overloads = fit.length === 0 && expr.piped ? fitting(all, operands.length, true) : fit;
  return { name: expr.name, overloads, args: operands };
}

function fitting(overloads: readonly FunctionOverload[], count: number, method: boolean): FunctionOverload[] {
  return overloads.filter((overload) =>
    overload.method === method && (overload.params.length === count || overload.variadic && count > overload.params.length)
  );
}

type Callable = (meter: Meter, ...args: readonly CelValue[]) => CelValue;

/** An overload as the evaluator sees it: the kinds that its parameters take. */
interface Candidate {
  readonly masks: readonly number[];
  readonly run: Callable;
}

/** A call of a function of the table. */
export function compileCall(expr: CallExpr, compiling: Compiling): Eval {
  const resolved = resolveCall(expr, (name) => compiling.slotOf(name) !== undefined);
  const evals = resolved.args.map((arg) => compiling.compile(arg));
  if (resolved.name === "default" && evals.length === 2) return compileDefault(evals[0] as Eval, evals[1] as Eval);
  const candidates = resolved.overloads.map((overload) => candidateOf(overload, evals.length));
  const [only] = candidates;
  const [first, second] = evals;
  if (candidates.length === 1 && only !== undefined && first !== undefined) {
    if (evals.length === 1) return compileUnary(expr, only, first);
    const isOfTexts = evals.length === 2 && only.masks.every((mask) => mask === Kind.string);
    if (isOfTexts && second !== undefined) return compileTexts(expr, only, first, second);
    if (evals.length === 2 && second !== undefined) return compileTwo(expr, only, first, second);
  }
  const { span } = expr;
  return (frame) => {
    const values = evals.map((evaluate) => evaluate(frame));
    for (const { masks, run } of candidates) {
      if (!masks.every((mask, at) => (kindOf(values[at]) & mask) !== 0)) continue;
      try {
        return run(frame, ...values);
      } catch (thrown) {
        throw located(thrown, span);
      }
    }
    throw noOverload(expr, values);
  };
}

function compileUnary(expr: CallExpr, { masks, run }: Candidate, arg: Eval): Eval {
  const mask = masks[0] ?? 0;
  const { span } = expr;
  return (frame) => {
    const a = arg(frame);
    if ((kindOf(a) & mask) === 0) throw noOverload(expr, [a]);
    try {
      return run(frame, a);
    } catch (thrown) {
      throw located(thrown, span);
    }
  };
}

function compileTwo(expr: CallExpr, { masks, run }: Candidate, left: Eval, right: Eval): Eval {
  const [first = 0, second = 0] = masks;
  const { span } = expr;
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    if ((kindOf(a) & first) === 0 || (kindOf(b) & second) === 0) throw noOverload(expr, [a, b]);
    try {
      return run(frame, a, b);
    } catch (thrown) {
      throw located(thrown, span);
    }
  };
}

/** The same of two texts, which is what conditions do most. */
function compileTexts(expr: CallExpr, { run }: Candidate, left: Eval, right: Eval): Eval {
  const { span } = expr;
  return (frame) => {
    const a = left(frame);
    const b = right(frame);
    if (typeof a !== "string" || typeof b !== "string") throw noOverload(expr, [a, b]);
    try {
      return run(frame, a, b);
    } catch (thrown) {
      throw located(thrown, span);
    }
  };
}

function noOverload(expr: CallExpr, values: readonly CelValue[]): Failure {
  const found = values.map(typeNameOf).join(", ");
  return new Failure("expr_no_such_overload", `No such overload: ${expr.name}() does not take (${found})`, expr.span);
}

/** `default(x, y)` looks at how `x` fails, so it is no ordinary function. */
function compileDefault(first: Eval, second: Eval): Eval {
  return (frame) => {
    let value: CelValue;
    try {
      value = first(frame);
    } catch (thrown) {
      const failure = absorb(frame, thrown);
      if (!ABSENT.has(failure.code)) throw failure;
      return second(frame);
    }
    return value === null ? second(frame) : value;
  };
}

const ABSENT: ReadonlySet<string> = new Set(["expr_no_such_key", "expr_no_such_variable", "expr_index"]);

function candidateOf(overload: FunctionOverload, count: number): Candidate {
  const { params } = overload;
  const masks = Array.from({ length: count }, (_, at) => maskOf(params[Math.min(at, params.length - 1)]));
  // The masks stand for what the overload's own parameter types say.
  return { masks, run: overload.run as unknown as Callable };
}

function maskOf(type: Type | undefined): number {
  if (type === undefined) return 0;
  switch (type.kind) {
    case "dyn":
    case "param":
      return Kind.any;
    case "record":
      return Kind.map;
    case "number":
      return Kind.int | Kind.double;
    default:
      return Kind[type.kind];
  }
}
