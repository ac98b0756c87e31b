import { offsetInNode } from "../document/offset_in_node.ts";
import type { ScalarNode } from "../tree.ts";

/** Where a place of the document stands in the value of a scalar: the other way round from `offsetInNode`. */
export function offsetInValue(text: string, node: ScalarNode & { readonly value: string }, offset: number): number {
  for (const piece of node.pieces ?? []) {
    if (offset >= piece.start && offset <= piece.start + piece.length) return piece.at + offset - piece.start;
  }
  let low = 0;
  let high = node.value.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offsetInNode(text, node, middle) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
