import type { Span } from "../../src/core/mod.ts";
import { PIPELINE } from "../schema/mod.ts";
import type { DocNode, MapEntry, MapNode } from "../tree.ts";
import { lowerDeclare, lowerSecret } from "./lower_declare.ts";
import { lowerStatement } from "./lower_statement.ts";
import { lowerTask } from "./lower_task.ts";
import { nameNode } from "./lower_value.ts";
import { lowerNode } from "./lower_when.ts";
import { Lowering } from "./lowering.ts";
import { nodeIds } from "./node_ids.ts";
import type { Problem } from "./problem.ts";
import { SOURCES } from "./parse_item.ts";
import type { FlowFile, Item } from "./tree.ts";

/** A group of items that are one field of a document, such as `params`. */
interface Group {
  readonly keySpan: Span;
  readonly nodes: DocNode[];
  readonly entries: MapEntry[];
  /** The names of its entries, for files with thousands of them. */
  readonly known: Map<string, MapEntry>;
}

/**
 * Makes of a file the tree that the same pipeline has in YAML, every node at its place in the flow text.
 *
 * @param problems Takes what is wrong besides: things said twice.
 */
export function lowerPipeline(file: FlowFile, problems: Problem[]): MapNode {
  const lowering = new Lowering(file.source, problems, nodeIds(file));
  const groups = new Map<string, Group>();
  const entries: MapEntry[] = [];
  if (file.name !== undefined) entries.push({ key: "name", keySpan: file.word, value: nameNode(file.name) });
  const seed = (list: string, keySpan: Span): Group => {
    let group = groups.get(list);
    if (group === undefined) groups.set(list, group = { keySpan, nodes: [], entries: [], known: new Map() });
    return group;
  };
  const items = [...file.block?.items ?? [], ...file.strays].sort((a, b) => a.span.start - b.span.start);
  for (const item of items) lowerItem(lowering, item, entries, seed);
  const isPartial = file.block === undefined || file.block.isPartial;
  const root: Span = { start: file.word.start, end: file.block?.span.end ?? file.word.end };
  for (const [key, { keySpan, nodes, entries: inner }] of groups) {
    const span = spanOf(keySpan, [...nodes, ...inner.map(({ value }) => value)]);
    const value: DocNode = LISTS.has(key) ? { kind: "seq", span, items: nodes } : { kind: "map", span, entries: inner };
    entries.push({ key, keySpan, value });
  }
  // Its place is that of the name: the whole pipeline would be underlined.
  if (!groups.has("tasks") && !isPartial) {
    const place = file.name?.span ?? file.word;
    entries.push({ key: "tasks", keySpan: place, value: { kind: "seq", span: place, items: [] } });
  }
  return { kind: "map", span: root, entries, ...(isPartial ? { isPartial: true } : {}) };
}

/** From a group's first word to where its last part ends. */
function spanOf(keySpan: Span, parts: readonly DocNode[]): Span {
  let { end } = keySpan;
  for (const part of parts) if (part.span.end > end) end = part.span.end;
  return { start: keySpan.start, end };
}

const LISTS: ReadonlySet<string> = new Set(["tasks", "finally", "on_failure", "on_success"]);

function lowerItem(lowering: Lowering, item: Item, entries: MapEntry[], groupOf: (name: string, keySpan: Span) => Group): void {
  switch (item.kind) {
    case "declare":
      addNamed(lowering, groupOf(item.word.text === "config" ? "config" : "params", item.word.span), lowerDeclare(lowering, item));
      break;
    case "secret":
      addNamed(lowering, groupOf("secrets", item.word.span), lowerSecret(lowering, item));
      break;
    case "source":
      lowerStatement(lowering, item.statement, SOURCES, groupOf("on", item.word.span).entries);
      break;
    case "hook": {
      const { nodes } = groupOf(item.list, item.word);
      for (const task of item.block?.items ?? []) nodes.push(lowerTask(lowering, task));
      break;
    }
    case "statement":
      lowerStatement(lowering, item, PIPELINE, entries);
      break;
    default:
      lowerNode(lowering, item, groupOf("tasks", item.word.span).nodes);
  }
}

function addNamed(lowering: Lowering, group: Group, entry: MapEntry): void {
  const first = group.known.get(entry.key);
  if (first !== undefined) return lowering.duplicate(entry, first);
  group.known.set(entry.key, entry);
  group.entries.push(entry);
}
