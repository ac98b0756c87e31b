/**
 * Texts with `{{ expression }}`: what they mean, whether they are right, and their values. A field that is one expression keeps its type,
 * mixed text becomes a string, and in `run` text a value is handed to the shell as a variable, so that data never becomes code.
 *
 * ```ts
 * import { createExpressions } from "./mod.ts";
 *
 * const expressions = createExpressions();
 * expressions.evaluate("{{ params.n * 2 }}", { params: { n: 21 } }); // 42
 * expressions.evaluateShell("echo {{ params.n }}", { params: { n: 21 } }, "posix");
 * // { text: 'echo "${EXECUTOR_EXPR_1}"', env: { EXECUTOR_EXPR_1: "21" } }
 * ```
 *
 * Limits: an expression has at most 65,536 characters. Shell text is read with the rules of POSIX, bash and PowerShell; what a program
 * does with an argument that is code to it is known for the common ones only (`sh -c`, `eval`, `ssh`, `python -c`…).
 *
 * @module
 */
export { type CheckedTemplate, checkTemplate, type CheckTemplateOptions, checkWhole } from "./check_template.ts";
export { createExpressions } from "./create_expressions.ts";
export { parseTemplate, type Template, type TemplateExpression } from "./parse_template.ts";
export { type CheckedShell, checkShell } from "./shell/check_shell.ts";
export { valueText } from "./value_text.ts";
