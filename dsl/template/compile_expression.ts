import { AppError, type Json, type JsonObject, type Reference } from "../../src/core/mod.ts";
import { type CelValue, compileExpr, type ExprProblem, referencesOf, toJson } from "../expr/mod.ts";
import { evaluationError } from "./evaluation_error.ts";
import { parseExpression, type TemplateExpression } from "./parse_template.ts";
import { valueText } from "./value_text.ts";

/** An expression of a template, compiled. */
export interface CompiledExpression {
  /** As written, without blanks around it. */
  readonly source: string;
  readonly references: readonly Reference[];
  /** @throws AppError an `expr_*` code naming the expression and the values that it read. */
  evaluate(scope: JsonObject): CelValue;
  /** The value as plain data. @throws AppError as {@link CompiledExpression.evaluate}. */
  evaluateJson(scope: JsonObject): Json;
  /** The value as text. @throws AppError as {@link CompiledExpression.evaluate}. */
  evaluateText(scope: JsonObject): string;
}

/**
 * Compiles an expression that was parsed.
 *
 * @throws AppError when it did not parse, with the first problem's code.
 */
export function compileExpression(expression: TemplateExpression, problems: readonly ExprProblem[]): CompiledExpression {
  const { expr, source } = expression;
  const [problem] = problems;
  if (problem !== undefined) throw problemError(source, problem);
  if (expr === undefined) throw new TypeError(`An expression without a problem has no tree: ${source}`);
  const references = referencesOf(expr);
  const program = compileExpr(expr);
  const within = <T>(scope: JsonObject, convert: (value: CelValue) => T): T => {
    try {
      return convert(program.evaluate(scope));
    } catch (cause) {
      throw evaluationError(source, references, scope, cause);
    }
  };
  return {
    source,
    references,
    evaluate: (scope) => within(scope, (value) => value),
    evaluateJson: (scope) => within(scope, toJson),
    evaluateText: (scope) => within(scope, valueText),
  };
}

/** Parses and compiles what stands between two braces. @throws AppError when it does not parse. */
export function compileSource(inner: string): { readonly compiled: CompiledExpression; readonly isRaw: boolean } {
  const problems: ExprProblem[] = [];
  const expression = parseExpression({ start: 0, end: inner.length }, inner, 0, problems);
  return { compiled: compileExpression(expression, problems), isRaw: expression.isRaw };
}

/** A problem of a text that `check` would have refused, as an error. */
export function problemError(source: string, problem: ExprProblem): AppError {
  return new AppError(
    problem.code,
    `{{ ${source.slice(0, 120)} }}: ${problem.message}`,
    problem.hint === undefined ? {} : { hint: problem.hint },
  );
}
