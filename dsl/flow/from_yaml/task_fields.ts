import type { DocNode, MapNode } from "../../tree.ts";
import { textOf } from "./print_value.ts";

/** The value of a field. */
export function valueAt(node: MapNode, key: string): DocNode | undefined {
  return node.entries.find((entry) => entry.key === key)?.value;
}

/** The names that a field gives: one, or a list. */
export function namesOf(node: DocNode | undefined): readonly string[] {
  if (node === undefined || node.kind === "map") return [];
  return node.kind === "seq" ? node.items.flatMap(namesOf) : [textOf(node)];
}

/** A task's id. */
export function idOf(task: MapNode): string {
  return namesOf(valueAt(task, "id"))[0] ?? "";
}
