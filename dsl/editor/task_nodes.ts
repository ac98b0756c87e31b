import type { Span } from "../../src/core/mod.ts";
import { KINDS } from "../schema/mod.ts";
import { entryOf } from "../document/reading.ts";
import type { DocNode, MapNode } from "../tree.ts";

/** A task of a document. */
export interface TaskInDocument {
  readonly id: string;
  readonly list: (typeof LISTS)[number];
  readonly node: MapNode;
  /** Where its id stands. */
  readonly idSpan: Span;
  /** What it does; a router has none. */
  readonly kind: string | undefined;
}

const LISTS = ["tasks", "on_success", "on_failure", "finally"] as const;

/** The tasks of a document that have an id, those of hooks behind the others. */
export function taskNodes(root: DocNode | undefined): readonly TaskInDocument[] {
  if (root?.kind !== "map") return [];
  return LISTS.flatMap((list) => {
    const nodes = entryOf(root, list);
    return nodes?.kind !== "seq" ? [] : nodes.items.flatMap((node) => taskOf(list, node) ?? []);
  });
}

function taskOf(list: TaskInDocument["list"], node: DocNode): TaskInDocument | undefined {
  if (node.kind !== "map") return undefined;
  const id = taskIdOf(node);
  const idNode = entryOf(node, "id");
  if (id === undefined || idNode === undefined) return undefined;
  return { id, list, node, idSpan: idNode.span, kind: KINDS.find((kind) => entryOf(node, kind) !== undefined) };
}

/** The id of a task's map. */
export function taskIdOf(node: MapNode | undefined): string | undefined {
  const id = node === undefined ? undefined : entryOf(node, "id");
  return id?.kind === "scalar" && id.value !== null ? id.source : undefined;
}
