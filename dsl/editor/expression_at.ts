import type { ExprPlace } from "./expr_place.ts";
import { isText } from "../document/reading.ts";
import { offsetInNode } from "../document/offset_in_node.ts";
import { splitTemplate } from "../template/split_template.ts";
import { offsetInValue } from "./offset_in_value.ts";
import type { ValuePlace } from "./place.ts";

/** The expression of a text's `{{ }}` at a place of the document; one that is not closed yet goes to the text's end. */
export function expressionAt(text: string, { node }: ValuePlace, offset: number): ExprPlace | undefined {
  if (!isText(node) || !node.value.includes("{{")) return undefined;
  const inValue = offsetInValue(text, node, offset);
  const { pieces, unclosed } = splitTemplate(node.value);
  const at = (source: string, start: number): ExprPlace | undefined => {
    if (inValue < start || inValue > start + source.length) return undefined;
    return { source, at: inValue - start, offsetOf: (inner) => offsetInNode(text, node, start + inner) };
  };
  for (const piece of pieces) {
    const found = piece.kind === "expression" ? at(piece.source, piece.offset) : undefined;
    if (found !== undefined) return found;
  }
  return unclosed === undefined ? undefined : at(node.value.slice(unclosed + 2), unclosed + 2);
}
