import { offsetInPieces } from "../offset_in_pieces.ts";
import type { ScalarNode } from "../tree.ts";
import { offsetInSource } from "../yaml/mod.ts";

/** Where a character of a scalar's value stands in the document, in whatever language it was written. */
export function offsetInNode(text: string, node: ScalarNode, valueOffset: number): number {
  return node.style === "pieces" ? offsetInPieces(node, valueOffset) : offsetInSource(text, node, valueOffset);
}
