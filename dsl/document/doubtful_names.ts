import type { Code } from "../../src/core/mod.ts";
import type { DocNode, MapNode } from "../tree.ts";
import { entryOf, isDoubtful, isUnknown } from "./reading.ts";

/** What is said about a name that nothing declares, or an order that nothing makes: of a document that hides some of its names, guesswork. */
export const NAME_CODES: ReadonlySet<Code> = new Set<Code>([
  "unknown_task",
  "unknown_secret",
  "expr_unknown_field",
  "expr_not_upstream",
  "expr_task_not_before",
  "expr_no_status",
]);

const LISTS: readonly string[] = ["tasks", "finally", "on_failure", "on_success"];
const DECLARING: readonly string[] = ["config", "params", "secrets", ...LISTS];
const ORDERING: readonly string[] = ["id", "depends_on", "then", "else", "matrix"];

/** Whether a mistake of the text hides tasks, dependencies, settings or secrets that the rest may speak of. */
export function hasDoubtfulNames(root: DocNode): boolean {
  if (root.kind !== "map") return false;
  if (isDoubtful(root) || DECLARING.some((name) => hidesAt(root, name))) return true;
  return LISTS.some((name) => {
    const list = entryOf(root, name);
    return list?.kind === "seq" &&
      list.items.some((task) => isDoubtful(task) || task.kind === "map" && ORDERING.some((key) => hidesAt(task, key)));
  });
}

function hidesAt(node: MapNode, name: string): boolean {
  const value = entryOf(node, name);
  return value !== undefined && (isDoubtful(value) || value.kind === "seq" && value.items.some(isUnknown));
}
