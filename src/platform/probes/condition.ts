import type { BuiltinEvent } from "../../../ffi/bpf/mod.ts";
import { CelUint, checkExpr, compileExpr, ExprError, type ExprProblem, parseExpr, type ScopeTypes, types } from "../../../dsl/expr/mod.ts";
import { AppError } from "../../core/mod.ts";

/** Whether an event is wanted. */
export type Condition<Event = BuiltinEvent> = (event: Event) => boolean;

/** An event as conditions see it: names with their values. */
type AsScope<Event> = (event: Event) => Readonly<Record<string, unknown>>;

const MOST_INT = 2n ** 63n - 1n;

/**
 * Compiles a condition over an event's fields, in CEL.
 *
 * @returns It, or every error in it. An event for which it fails when it is evaluated (`exit_code > 0` of a process that a signal ended) is
 * not wanted.
 */
export function compileCondition(text: string, fields: ScopeTypes): Condition | readonly ExprProblem[];
export function compileCondition<Event>(
  text: string,
  fields: ScopeTypes,
  asScope: AsScope<Event>,
): Condition<Event> | readonly ExprProblem[];
export function compileCondition(
  text: string,
  fields: ScopeTypes,
  asScope: AsScope<BuiltinEvent> = scopeOfBuiltin,
): Condition | readonly ExprProblem[] {
  const { expr, problems } = parseExpr(text);
  if (expr === undefined) return problems;
  const errors = checkExpr(expr, fields, { expect: types.bool }).problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) return errors;
  const program = compileExpr(expr);
  return (event) => {
    try {
      return program.evaluate(asScope(event)) === true;
    } catch (error) {
      if (error instanceof ExprError) return false;
      throw error;
    }
  };
}

/** What is no int is a uint. */
function scopeOfBuiltin(event: BuiltinEvent): Readonly<Record<string, unknown>> {
  const { arg } = event;
  return typeof arg === "bigint" && arg > MOST_INT ? { ...event, arg: new CelUint(arg) } : event;
}

/** What is wrong with a condition, as an error. */
export function conditionError(text: string, [problem]: readonly ExprProblem[]): AppError {
  return new AppError("probe_invalid", `The condition ${JSON.stringify(text)} is wrong: ${problem?.message ?? "it does not parse"}`, {
    ...(problem?.hint === undefined ? {} : { hint: problem.hint }),
  });
}
