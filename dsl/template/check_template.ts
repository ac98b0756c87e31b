import type { Reference, Span } from "../../src/core/mod.ts";
import { type Expr, type ExprProblem, formatType, type Type, types } from "../expr/mod.ts";
import type { Scope } from "../scope/mod.ts";
import { checkExpression } from "./check_expression.ts";
import { parseTemplate, type Template, type TemplateExpression } from "./parse_template.ts";

/** Options of {@link checkTemplate}. */
export interface CheckTemplateOptions {
  /** The types that the field takes; default: any, as in a text. `bool` marks a condition. */
  readonly expect?: Type | readonly Type[];
}

/** What a template was found to be. */
export interface CheckedTemplate {
  /** The type of its value: of the only expression, or string. */
  readonly type: Type;
  /** Everything wrong, by place; spans count UTF-16 units of the text. */
  readonly problems: readonly ExprProblem[];
  /** The paths that its expressions read, each once. */
  readonly references: readonly Reference[];
  /** What a condition always is, when it reads nothing. */
  readonly constant?: boolean;
}

/**
 * Checks a text with `{{ }}` against a scope before anything runs. Never throws.
 *
 * @example
 * ```ts
 * const scope = scopeForPipeline({ name: "p", params: { n: { type: "int" } }, tasks: [] });
 * const { problems } = checkTemplate("{{ params.n + 'a' }}", scope);
 * console.assert(problems[0]?.code === "expr_type");
 * ```
 */
export function checkTemplate(text: string, scope: Scope, options: CheckTemplateOptions = {}): CheckedTemplate {
  const template = parseTemplate(text);
  const { whole } = template;
  const place = whole === undefined ? undefined : { start: whole.offset, end: whole.offset + whole.source.length };
  return checkPieces(template, text, place, scope, options);
}

/**
 * Checks a tree as {@link checkTemplate} checks `{{ … }}` with nothing around it. All spans count as those of the tree do.
 *
 * @param span Where all of it stands.
 */
export function checkWhole(expr: Expr, span: Span, scope: Scope, options: CheckTemplateOptions = {}): CheckedTemplate {
  const whole: TemplateExpression = { span, source: "", offset: 0, expr, isRaw: false };
  return checkPieces({ pieces: [whole], whole, problems: [] }, "", span, scope, options);
}

/** @param place Where the only expression stands, when it is the only one. */
function checkPieces(
  template: Template,
  text: string,
  place: Span | undefined,
  scope: Scope,
  options: CheckTemplateOptions,
): CheckedTemplate {
  const expected = options.expect === undefined ? [] : isTypes(options.expect) ? options.expect : [options.expect];
  const isCondition = expected.length === 1 && expected[0]?.kind === "bool";
  const problems: ExprProblem[] = [...template.problems];
  const references = new Map<string, Reference>();
  let type: Type = types.string;
  let constant: boolean | undefined;
  let isSound = problems.length === 0;
  for (const piece of template.pieces) {
    if (typeof piece === "string") continue;
    if (piece.isRaw) problems.push(rawProblem(piece.span));
    const isWhole = piece === template.whole;
    const checked = checkExpression(piece, scope, isWhole && isCondition ? types.bool : undefined);
    problems.push(...checked.problems);
    isSound &&= checked.problems.every((problem) => problem.severity !== "error");
    for (const path of checked.references) references.set(JSON.stringify(path), path);
    if (isWhole) ({ type, constant } = checked);
  }
  const mismatch = isSound && expected.length > 0 ? mismatchOf(text, place, template.pieces.length > 0, type, expected) : undefined;
  if (mismatch !== undefined) problems.push(mismatch);
  return {
    type,
    problems: problems.sort((a, b) => a.span.start - b.span.start),
    references: [...references.values()],
    ...(constant === undefined ? {} : { constant }),
  };
}

function mismatchOf(
  text: string,
  place: Span | undefined,
  hasPieces: boolean,
  type: Type,
  expected: readonly Type[],
): ExprProblem | undefined {
  const wanted = expected.map(formatType).join(" or ");
  const all: Span = { start: 0, end: text.length };
  if (place !== undefined) {
    if (expected.some((each) => isAssignable(type, each))) return undefined;
    const message = `The expression gives ${formatType(type)} where ${wanted} is expected`;
    return { code: "template_type", severity: "error", message, span: place };
  }
  if (expected.some((each) => each.kind === "string" || each.kind === "dyn")) return undefined;
  if (!hasPieces || !text.includes("{{")) {
    const message = `This is a text where ${wanted} is expected`;
    const hint = text.trim() === "" ? "Write an expression" : `To evaluate it, write {{ ${text.trim().slice(0, 60)} }}`;
    return { code: "template_literal", severity: "error", message, span: all, hint };
  }
  const message = `Text around the expression makes this a text where ${wanted} is expected`;
  const isBlank = /^\s*\{\{/.test(text) && /\}\}\s*$/.test(text) && text.trim() !== text;
  const hint = isBlank ? "Remove the blanks or line breaks around `{{ }}`" : "Put everything into one `{{ }}`";
  return { code: "template_mixed", severity: "error", message, span: all, hint };
}

/** Whether a value of a type can stand where another one is expected; what is not known until it runs always can. */
function isAssignable(type: Type, expected: Type): boolean {
  if (type.kind === "dyn" || expected.kind === "dyn") return true;
  if (expected.kind === "double" && (type.kind === "int" || type.kind === "uint")) return true;
  if (expected.kind === "int" && type.kind === "uint") return true;
  if (expected.kind === "map" || expected.kind === "record") return type.kind === "map" || type.kind === "record";
  if (expected.kind === "list" && type.kind === "list") return isAssignable(type.item, expected.item);
  return type.kind === expected.kind;
}

function rawProblem(span: Span): ExprProblem {
  return {
    code: "template_raw",
    severity: "error",
    message: "`raw` is only for `run` text",
    span,
    hint: "Remove it: elsewhere the text is put in as it is",
  };
}

function isTypes(expect: Type | readonly Type[]): expect is readonly Type[] {
  return Array.isArray(expect);
}
