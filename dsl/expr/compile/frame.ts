import type { Span } from "../../../src/core/mod.ts";
import { Meter } from "../meter.ts";
import { Failure } from "../problem.ts";
import type { Expr } from "../tree.ts";
import type { CelValue } from "../values.ts";

/** One evaluation under way: the variables, the budget, and the variables of the macros being run. */
export class Frame extends Meter {
  readonly scope: Readonly<Record<string, unknown>>;
  readonly slots: CelValue[];

  constructor(scope: Readonly<Record<string, unknown>>, limit: number, slots: CelValue[]) {
    super(limit);
    this.scope = scope;
    this.slots = slots;
  }
}

/** A compiled expression. Throws {@link Failure}. */
export type Eval = (frame: Frame) => CelValue;

/** What the parts of the compiler need of it: recursion, and the names that macros have bound so far. */
export interface Compiling {
  readonly compile: (expr: Expr) => Eval;
  /** The slot of a macro's variable, or undefined when no macro around binds the name. */
  readonly slotOf: (name: string) => number | undefined;
  /** The same compiler within a macro that binds these names, and their slots. */
  readonly binding: (names: readonly string[]) => { readonly inner: Compiling; readonly slots: readonly number[] };
}

/** Gives a failure the place of the call that it came from, unless it has one. */
export function located(thrown: unknown, span: Span): unknown {
  if (thrown instanceof Failure) thrown.span ??= span;
  return thrown;
}

/** Notes that a failure is absorbed, which is dear; those that end the evaluation are thrown on. */
export function absorb(frame: Frame, thrown: unknown): Failure {
  if (!(thrown instanceof Failure) || thrown.fatal) throw thrown;
  frame.charge(40);
  return thrown;
}
