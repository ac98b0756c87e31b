/**
 * The expression language: CEL (https://cel.dev, specification v0.25) as conditions, templates, checks and targeting rules speak it. Text is
 * parsed to a tree, checked against the types in scope, compiled to closures once and evaluated many times.
 *
 * ```ts
 * import { checkExpr, compileExpr, parseExpr, types } from "./mod.ts";
 *
 * const { expr, problems } = parseExpr("params.threshold > 10 && 'eu' in params.regions");
 * if (expr) {
 *   const scope = { params: types.record({ threshold: types.int, regions: types.list(types.string) }) };
 *   console.assert(checkExpr(expr, scope, { expect: types.bool }).problems.length === 0);
 *   console.assert(compileExpr(expr).evaluate({ params: { threshold: 12, regions: ["eu"] } }) === true);
 * }
 * ```
 *
 * Included: the standard library and macros, their forms with two variables, `cel.bind`, the strings, math and base64 extensions, and the
 * further functions of {@link FUNCTIONS}. Not included: messages of protobuf, optionals, containers. Names may be Unicode, which CEL does
 * not allow. Every evaluation is bounded in work, memory and depth (limits.ts); nothing of the host can be reached from an expression.
 *
 * @module
 */
export { type CheckedExpr, checkExpr, type CheckExprOptions } from "./check.ts";
export { compileExpr, type EvaluateOptions, type Program } from "./compile/mod.ts";
export type { Layout } from "./lexer.ts";
export { type ParsedExpr, parseExpr, parseExprAt, type ParseExprAtOptions, type ParseExprOptions } from "./parse_expr.ts";
export { ExprError, type ExprProblem } from "./problem.ts";
export { formatType, type ScopeTypes, type Type, types } from "./types.ts";
export { referencesOf } from "./references.ts";
export { type FunctionOverload, type FunctionRow, FUNCTIONS, type MacroRow, MACROS } from "./functions/mod.ts";
export { fromTyped } from "./json_in.ts";
export { formatJson, formatTyped, toJson } from "./json_out.ts";
export { wholeValue } from "./number_value.ts";
export { JsonSyntaxError, parseJsonExact } from "./parse_json_exact.ts";
export { CelDouble, CelDuration, CelMap, CelTimestamp, CelTypeValue, CelUint, type CelValue, double } from "./values.ts";
export type { CallExpr, Expr, IdentExpr, ListExpr, LiteralExpr, MacroExpr, MapExpr, SelectExpr } from "./tree.ts";
