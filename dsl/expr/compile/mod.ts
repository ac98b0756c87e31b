import { LIMITS } from "../limits.ts";
import { asKey } from "../compare.ts";
import { ExprError, Failure } from "../problem.ts";
import { OPERATOR_FUNCTIONS } from "../tokens.ts";
import { type CallExpr, childrenOf, type Expr, type ListExpr, type MapExpr } from "../tree.ts";
import { CelMap, type CelValue, Kind, kindOf, typeNameOf } from "../values.ts";
import { compileIdent, compileIndex, compileSelect } from "./access.ts";
import { compileCall } from "./calls.ts";
import { type Compiling, type Eval, Frame } from "./frame.ts";
import { compileConditional, compileLogical, compileNot } from "./logic.ts";
import { compileMacro } from "./macros.ts";
import { compileBinary, compileNegation } from "./operators.ts";

/** How an evaluation is bounded. */
export interface EvaluateOptions {
  /** Units of work, about one per node of the tree evaluated; default 10,000,000 (well under 2 s). */
  readonly costLimit?: number;
}

/** A compiled expression: evaluated any number of times, by anyone, without state of its own. */
export interface Program {
  /**
   * Evaluates over the variables of a scope: JSON data or CEL values. Only own properties of plain objects are seen.
   *
   * @throws {ExprError} with `expr_no_such_key`, `expr_no_such_variable`, `expr_no_such_overload`, `expr_overflow`, `expr_divide_by_zero`,
   * `expr_index`, `expr_conversion`, `expr_argument`, `expr_bad_pattern`, `expr_duplicate_key`, `expr_bad_key`, `expr_cost`,
   * `expr_too_large` or `expr_too_deep`.
   */
  evaluate(scope: Readonly<Record<string, unknown>>, options?: EvaluateOptions): CelValue;
}

/**
 * Compiles an expression to closures. Does not check types: what {@link checkExpr} would have refused fails when it is evaluated.
 *
 * @example
 * ```ts
 * const { expr } = parseExpr("tasks.size() > 1");
 * if (expr) console.assert(compileExpr(expr).evaluate({ tasks: ["a", "b"] }) === true);
 * ```
 */
export function compileExpr(expr: Expr): Program {
  const run = compilerWithin([]).compile(expr);
  // Only macros write into the slots, and most expressions have none.
  const needsSlots = hasMacro(expr);
  return {
    evaluate(scope, options) {
      try {
        return run(new Frame(scope, options?.costLimit ?? LIMITS.cost, needsSlots ? [] : NO_SLOTS));
      } catch (thrown) {
        throw asExprError(thrown, expr);
      }
    },
  };
}

const NO_SLOTS: CelValue[] = [];

function hasMacro(expr: Expr): boolean {
  return expr.kind === "macro" || childrenOf(expr).some(hasMacro);
}

function asExprError(thrown: unknown, expr: Expr): unknown {
  if (thrown instanceof Failure) return new ExprError(thrown.code, thrown.message, thrown.span ?? expr.span);
  // Only what the caller's own stack leaves can be too little: the height of trees and values is bounded.
  if (thrown instanceof RangeError && /call stack/.test(thrown.message)) {
    return new ExprError("expr_too_deep", "The evaluation went too deep", expr.span);
  }
  return thrown;
}

/** The compiler within macros that have bound `names`, outermost first; a name's slot is its last place in the list. */
function compilerWithin(names: readonly string[]): Compiling {
  const compiling: Compiling = {
    compile: (expr) => compileNode(expr, compiling),
    slotOf(name) {
      const slot = names.lastIndexOf(name);
      return slot < 0 ? undefined : slot;
    },
    binding: (more) => ({ inner: compilerWithin([...names, ...more]), slots: more.map((_, at) => names.length + at) }),
  };
  return compiling;
}

function compileNode(expr: Expr, compiling: Compiling): Eval {
  switch (expr.kind) {
    case "literal": {
      const { value } = expr;
      return () => value;
    }
    case "ident":
      return compileIdent(expr, compiling);
    case "select":
      return compileSelect(expr, compiling);
    case "list":
      return compileList(expr, compiling);
    case "map":
      return compileMap(expr, compiling);
    case "macro":
      return compileMacro(expr, compiling);
    case "call":
      return compileOperator(expr, compiling) ?? compileCall(expr, compiling);
  }
}

function compileOperator(expr: CallExpr, compiling: Compiling): Eval | undefined {
  if (expr.target !== undefined || !OPERATOR_FUNCTIONS.has(expr.name)) return undefined;
  const [first, second, third] = expr.args.map((arg) => compiling.compile(arg));
  if (first === undefined) return undefined;
  if (expr.name === "!_") return compileNot(expr, first);
  if (expr.name === "-_") return compileNegation(expr, first);
  if (second === undefined) return undefined;
  if (expr.name === "_&&_") return compileLogical(expr, first, second, false);
  if (expr.name === "_||_") return compileLogical(expr, first, second, true);
  if (expr.name === "_[_]") return compileIndex(expr, first, second);
  if (expr.name === "_?_:_" && third !== undefined) return compileConditional(expr, first, second, third);
  return compileBinary(expr, first, second);
}

function compileList(expr: ListExpr, compiling: Compiling): Eval {
  if (expr.items.every((item) => item.kind === "literal")) {
    const constant = expr.items.map((item) => item.kind === "literal" ? item.value : null);
    return () => constant;
  }
  const items = expr.items.map((item) => compiling.compile(item));
  return (frame) => {
    frame.charge(items.length);
    return items.map((item) => item(frame));
  };
}

function compileMap(expr: MapExpr, compiling: Compiling): Eval {
  const entries = expr.entries.map(({ key, value }) => ({ key: compiling.compile(key), value: compiling.compile(value), span: key.span }));
  return (frame) => {
    frame.charge(entries.length * 8);
    const map = new CelMap();
    for (const entry of entries) {
      const value = entry.key(frame);
      const key = kindOf(value) === Kind.double ? undefined : asKey(value);
      if (key === undefined) {
        throw new Failure("expr_bad_key", `${typeNameOf(value)} cannot be the key of a map (unsupported key type)`, entry.span);
      }
      if (map.has(key)) throw new Failure("expr_duplicate_key", "The map has this key twice (repeated key)", entry.span);
      map.set(key, entry.value(frame));
    }
    return map;
  };
}
