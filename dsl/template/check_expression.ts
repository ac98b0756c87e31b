import { checkExpr, type ExprProblem, referencesOf, type Type, types } from "../expr/mod.ts";
import { checkChoices, checkReferences, type Scope } from "../scope/mod.ts";
import { moved, type TemplateExpression } from "./parse_template.ts";

/** What one expression of a template was found to be. */
export interface CheckedExpression {
  readonly type: Type;
  /** With spans of the template. */
  readonly problems: readonly ExprProblem[];
  readonly references: readonly (readonly string[])[];
  /** What a condition always is, when it reads nothing. */
  readonly constant?: boolean;
}

/** Type-checks an expression that parsed; one that did not is of type dyn and its problems are known already. */
export function checkExpression(expression: TemplateExpression, scope: Scope, expect?: Type): CheckedExpression {
  if (expression.expr === undefined) return { type: types.dyn, problems: [], references: [] };
  const checked = checkExpr(expression.expr, scope.types, expect === undefined ? {} : { expect });
  const uses = checkReferences(expression.expr, scope);
  return {
    type: checked.type,
    problems: [...checked.problems, ...uses, ...checkChoices(expression.expr, scope)].map((problem) => moved(problem, expression.offset)),
    references: referencesOf(expression.expr),
    ...(checked.constant === undefined ? {} : { constant: checked.constant }),
  };
}
