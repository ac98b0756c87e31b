import { emptyRecord, type Json } from "../../src/core/mod.ts";
import { checkExpr, parseExprAt, type ScopeTypes, type Type, types } from "../expr/mod.ts";
import { commonType } from "./setting_type.ts";

/**
 * The type of `matrix`: of each axis, what its values have in common.
 *
 * @param scope What the expressions of axes see.
 */
export function matrixType(matrix: Readonly<Record<string, readonly Json[] | string>>, scope: ScopeTypes): Type {
  const fields = emptyRecord<Type>();
  for (const [axis, values] of Object.entries(matrix)) {
    fields[axis] = typeof values === "string" ? computedType(values, scope) : commonType(values);
  }
  return types.record(fields);
}

/** The type of the items of `{{ list }}`; dyn when that cannot be told, or is wrong and told elsewhere. */
function computedType(text: string, scope: ScopeTypes): Type {
  const { expr, end } = parseExprAt(text, 2, { sugar: true });
  if (!text.startsWith("{{") || expr === undefined || text.slice(end).trim() !== "}}") return types.dyn;
  const { type } = checkExpr(expr, scope);
  // A double that is a whole number comes out of its list as an int.
  return type.kind !== "list" || type.item.kind === "double" ? types.dyn : type.item;
}
