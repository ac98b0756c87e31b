import type { DocNode } from "../tree.ts";
import { type FormatResult, formatYaml } from "../yaml/mod.ts";

/**
 * Writes a document as YAML in the form that `fmt` gives it, whatever it was read from. Comments are not part of a tree and are lost.
 *
 * @param file The name for diagnostics of the YAML.
 */
export async function printTree(root: DocNode, file: string): Promise<FormatResult> {
  const { Document } = await import("yaml");
  const document = new Document(valueOf(root), { aliasDuplicateObjects: false });
  return await formatYaml(document.toString({ lineWidth: 0, blockQuote: "literal" }), file);
}

/** Maps, so that a key such as `__proto__` is one like any other. */
function valueOf(node: DocNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "seq") return node.items.map(valueOf);
  return new Map(node.entries.map(({ key, value }) => [key, valueOf(value)]));
}
