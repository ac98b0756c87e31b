import type { Setting, Span } from "../../src/core/mod.ts";
import { formatType, type Type, types } from "../expr/mod.ts";
import type { Scope } from "../scope/mod.ts";
import { checkTemplate, checkWhole, parseTemplate } from "../template/mod.ts";
import type { DocNode, MapNode, ScalarNode, SeqNode } from "../tree.ts";
import { offsetInNode } from "./offset_in_node.ts";
import { placeInSource } from "./place_in_source.ts";
import { hasExpression, isText } from "./reading.ts";
import { expectedInstead } from "./expected_instead.ts";

/** A parameter, or the items of one. */
type Part = Pick<Setting, "type" | "items" | "enum">;

/** Told what is wrong with a value, and where; the message goes on from "The parameter is wrong: ". */
export type OnTypeProblem = (span: Span, message: string, hint: string | undefined) => void;

/**
 * Checks the types of the expressions in a value that a task gives to a parameter, as far as they are known before the run.
 *
 * @param text The document.
 * @param scope Of the task.
 */
export function checkWithTypes(setting: Setting, node: DocNode, text: string, scope: Scope, onProblem: OnTypeProblem): void {
  const check = (part: Part, given: DocNode): void => {
    if (given.kind === "scalar") {
      if (!isText(given) || !hasExpression(given.value)) return;
      const type = typeOf(given, scope);
      const expected = type === undefined ? undefined : expectedInstead(part, type);
      if (type === undefined || expected === undefined) return;
      onProblem(placeOf(given, text), `expected ${expected}, and the expression gives ${formatType(type)}`, hintOf(part, type));
    } else checkParts(part, given);
  };
  const checkParts = (part: Part, given: MapNode | SeqNode): void => {
    const inner = given.kind === "seq" ? given.items : given.entries.map(({ value }) => value);
    if (part.type === (given.kind === "seq" ? "list" : "map")) {
      const { items } = part;
      if (items !== undefined) { for (const item of inner) check({ type: items }, item); }
    } else if (inner.some(isComputed)) {
      const expected = expectedInstead(part, given.kind === "seq" ? types.list(types.dyn) : types.map(types.string, types.dyn));
      if (expected !== undefined) {
        onProblem(given.span, `expected ${expected}, found a ${given.kind === "seq" ? "list" : "map"}`, undefined);
      }
    }
  };
  check(setting, node);
}

/** The type of a text with expressions; undefined where they are wrong, which is told elsewhere. */
function typeOf(node: ScalarNode & { readonly value: string }, scope: Scope): Type | undefined {
  const { type, problems } = node.parsed?.kind === "expression"
    ? checkWhole(node.parsed.expr, node.span, scope)
    : checkTemplate(node.value, scope);
  return problems.some(({ severity }) => severity === "error") ? undefined : type;
}

/** Where the expression stands, without quotes and braces. */
function placeOf(node: ScalarNode & { readonly value: string }, text: string): Span {
  const { whole } = parseTemplate(node.value);
  if (node.parsed !== undefined || whole === undefined) return node.span;
  const span = { start: whole.offset, end: whole.offset + whole.source.length };
  return placeInSource(span, (offset) => offsetInNode(text, node, offset));
}

function hintOf({ type }: Part, given: Type | undefined): string | undefined {
  const isSimple = given !== undefined && ["int", "uint", "double", "number", "bool"].includes(given.kind);
  return type === "string" && isSimple ? "Make a text of it: string(…)" : undefined;
}

function isComputed(node: DocNode): boolean {
  if (node.kind === "scalar") return isText(node) && hasExpression(node.value);
  return node.kind === "seq" ? node.items.some(isComputed) : node.entries.some(({ value }) => isComputed(value));
}
