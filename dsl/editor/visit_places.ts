import { type Field, type FieldType, PIPELINE, type RecordSpec, TASK } from "../schema/mod.ts";
import type { DocNode, MapNode } from "../tree.ts";
import type { Place } from "./place.ts";

/** What is known about a node before it is looked at. */
interface Context {
  readonly type: FieldType | undefined;
  readonly field: Field | undefined;
  readonly path: readonly string[];
  readonly task: MapNode | undefined;
}

/** Visits every key and scalar of a document, with what the field table says about each. */
export function visitPlaces(root: DocNode, visit: (place: Place) => void): void {
  walk(root, { type: { kind: "record", record: PIPELINE }, field: undefined, path: [], task: undefined }, visit);
}

function walk(node: DocNode, context: Context, visit: (place: Place) => void): void {
  if (node.kind === "scalar") {
    visit({ kind: "value", span: node.span, node, type: context.type, field: context.field, path: context.path, task: context.task });
  } else if (node.kind === "seq") {
    const type = itemOf(context.type);
    for (const item of node.items) walk(item, { ...context, type }, visit);
  } else walkMap(node, context, visit);
}

function walkMap(map: MapNode, context: Context, visit: (place: Place) => void): void {
  const record = recordOf(context.type);
  const free = record === undefined ? freeMapOf(context.type) : undefined;
  const task = record === TASK ? map : context.task;
  for (const { key, keySpan, value } of map.entries) {
    const field = record === undefined ? context.field : record.byName.get(key);
    const path = [...context.path, key];
    visit({ kind: "key", span: keySpan, key, record, map, field, path, task });
    walk(value, { type: record === undefined ? free : field?.type, field, path, task }, visit);
  }
}

/** The block of fields that a map of a type holds. */
export function recordOf(type: FieldType | undefined): RecordSpec | undefined {
  switch (type?.kind) {
    case "record":
    case "setting":
      return type.record;
    case "list":
      return type.single ? recordOf(type.item) : undefined;
    case "union":
      return type.options.map(recordOf).find((record) => record !== undefined);
    default:
      return undefined;
  }
}

/** The type of the values of a map with free keys. */
function freeMapOf(type: FieldType | undefined): FieldType | undefined {
  if (type?.kind === "map") return type.value;
  return type?.kind === "union" ? type.options.map(freeMapOf).find((value) => value !== undefined) : undefined;
}

function itemOf(type: FieldType | undefined): FieldType | undefined {
  switch (type?.kind) {
    case "list":
    case "pair":
      return type.item;
    case "union":
      return type.options.map(itemOf).find((item) => item !== undefined);
    default:
      return undefined;
  }
}
