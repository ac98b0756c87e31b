import type { Expr } from "../expr/mod.ts";
import type { FieldType } from "../schema/field_type.ts";
import type { DocNode, MapEntry, MapNode, ScalarNode } from "../tree.ts";
import type { Lowering } from "./lowering.ts";
import { expressionNode } from "./source_text.ts";
import type { Name, OptionsValue, TextValue, Value, WordValue } from "./tree.ts";
import { fieldOf, itemOf, takesWord } from "./value_types.ts";

/**
 * Makes of a value the node that the same value has in any document.
 *
 * @param type What stands at its place; decides whether a bare word is itself or a variable.
 */
export function lowerValue(lowering: Lowering, value: Value, type: FieldType | undefined): DocNode {
  const { source } = lowering;
  const { span } = value;
  switch (value.kind) {
    case "text":
      return textNode(value);
    case "literal": {
      const written = source.slice(span.start, span.end);
      const number = typeof value.value === "boolean" || value.value === null ? written : written.replaceAll(/\s/g, "");
      return { kind: "scalar", style: "plain", span, value: value.value, source: number };
    }
    case "quantity": {
      const written = source.slice(span.start, span.end);
      return { kind: "scalar", style: "plain", span, value: written, source: written };
    }
    case "word":
      return takesWord(type) ? nameNode({ text: value.name, span }) : expressionNode(source, span, variable(value));
    case "expr":
      return expressionNode(source, span, value.expr);
    case "list": {
      const items = value.items.map((item) => lowerValue(lowering, item, itemOf(type)));
      return { kind: "seq", span, items, ...(value.isPartial ? { isPartial: true } : {}) };
    }
    case "map":
      return lowerMap(lowering, value.entries, span, type, value.isPartial);
    case "options":
      return optionsNode(lowering, value, type);
    case "bad":
      return unknownNode(span);
  }
}

/** A condition: a text in it is no template. */
export function lowerCondition(lowering: Lowering, value: Value): DocNode {
  const isPlain = value.kind === "bad" || value.kind === "literal" && typeof value.value === "boolean";
  if (isPlain) return lowerValue(lowering, value, undefined);
  const expr = value.kind === "expr" ? value.expr : value.kind === "word" ? variable(value) : undefined;
  return expressionNode(lowering.source, value.span, expr);
}

/** A bare word as the variable that it is. */
function variable({ name, span }: WordValue): Expr {
  return { kind: "ident", name, absolute: false, span, height: 1 };
}

/** `name value, name value` as a map. */
function optionsNode(lowering: Lowering, { options, span }: OptionsValue, type: FieldType | undefined): MapNode {
  return lowerMap(lowering, options.map(({ name, value }) => ({ key: name, value })), span, type, false);
}

function lowerMap(
  lowering: Lowering,
  written: readonly { readonly key: Name; readonly value: Value }[],
  span: MapNode["span"],
  type: FieldType | undefined,
  isPartial: boolean,
): MapNode {
  const entries: MapEntry[] = [];
  for (const { key, value } of written) {
    lowering.add(entries, { key: key.text, keySpan: key.span, value: lowerValue(lowering, value, fieldOf(type, key.text)) });
  }
  return { kind: "map", span, entries, ...(isPartial ? { isPartial: true } : {}) };
}

/** A text as a value. */
export function textNode({ span, value, pieces }: TextValue): ScalarNode {
  return { kind: "scalar", style: "pieces", span, value, source: value, ...(pieces === undefined ? {} : { pieces }) };
}

/** A name as a value. */
export function nameNode({ text, span }: Name): ScalarNode {
  return { kind: "scalar", style: "plain", span, value: text, source: text };
}

/** What a mistake has hidden. */
export function unknownNode(span: ScalarNode["span"]): ScalarNode {
  return { kind: "scalar", style: "plain", span, value: null, source: "", isUnknown: true };
}
