import type { Code } from "../../src/core/mod.ts";
import type { ScopeTypes } from "../expr/mod.ts";

/** Why a name that the types know may still not be used here. */
export interface ScopeProblem {
  readonly code: Code;
  readonly message: string;
  readonly hint?: string;
}

/** What the expressions of one place may use. */
export interface Scope {
  readonly types: ScopeTypes;
  /**
   * Judges the use of a variable, and then of its field when that is written out: `tasks.fetch` asks for `("tasks", undefined)` and
   * `("tasks", "fetch")`.
   *
   * @returns Undefined when the use is fine, or when the types already tell what is wrong.
   */
  problemOf(variable: string, field: string | undefined): ScopeProblem | undefined;
  /** The texts that a field can be; undefined when it may be others. */
  choicesOf(variable: string, field: string): readonly string[] | undefined;
}
