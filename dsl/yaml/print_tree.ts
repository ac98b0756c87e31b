import type { DocNode } from "../tree.ts";
import { type FormatResult, formatYaml } from "./format_yaml.ts";

/**
 * Writes a document as YAML in the form that `fmt` gives it, whatever it was read from. Comments are not part of a tree and are lost.
 *
 * @param file The name for diagnostics of the YAML.
 *
 * @example
 * ```ts
 * const { root } = await readYaml("tasks: [{id: a, run: ls}]", "a.yaml");
 * if (root) console.assert((await printTree(root, "a.yaml")).text === "tasks:\n  - id: a\n    run: ls\n");
 * ```
 */
export async function printTree(root: DocNode, file: string): Promise<FormatResult> {
  const { writeValue } = await import("./write_value.ts");
  return await formatYaml(writeValue(valueOf(root)), file);
}

/** Maps, so that a key such as `__proto__` is one like any other. */
function valueOf(node: DocNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "seq") return node.items.map(valueOf);
  return new Map(node.entries.map(({ key, value }) => [key, valueOf(value)]));
}
