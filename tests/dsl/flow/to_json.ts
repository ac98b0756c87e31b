import type { DocNode } from "../../../dsl/tree.ts";

/** The data of a tree. */
export function toJson(node: DocNode): unknown {
  if (node.kind === "map") return Object.fromEntries(node.entries.map(({ key, value }) => [key, toJson(value)]));
  return node.kind === "seq" ? node.items.map(toJson) : node.value;
}
