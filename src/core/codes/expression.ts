/** Codes of expressions and templates: syntax, types, evaluation, bounds. */
export const expressionCodes = {
  expr_syntax: { exit: 2, status: 422, summary: "An expression does not parse" },
} as const;
