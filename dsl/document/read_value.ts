import type { Json } from "../../src/core/mod.ts";
import type { Field } from "../schema/mod.ts";
import type { FieldType, ListType, MapType, PairType } from "../schema/field_type.ts";
import type { DocNode, SeqNode } from "../tree.ts";
import { checkKey } from "./check_key.ts";
import { describeNode } from "./describe.ts";
import { readCheck } from "./read_check.ts";
import { readJson, readObject } from "./read_json.ts";
import { readRecord } from "./read_record.ts";
import { readScalar } from "./read_scalar.ts";
import { readSetting } from "./read_setting.ts";
import { hasExpression, isText, isUnknown, type Reading } from "./reading.ts";
import { wrongChoice, wrongType } from "./wrong_type.ts";

/**
 * Reads one value by its type, and reports what is wrong with it at its place.
 *
 * @param field The field it belongs to: its range, and whether it may hold `{{ }}`.
 * @returns Frozen data, or undefined when it was wrong.
 */
export function readValue(reading: Reading, type: FieldType, field: Field, node: DocNode): unknown {
  if (isUnknown(node) && type.kind !== "setting") return undefined;
  switch (type.kind) {
    case "record":
      return readRecord(reading, type.record, node);
    case "list":
      return readList(reading, type, field, node);
    case "map":
      return readMap(reading, type, field, node);
    case "pair":
      return readPair(reading, type, field, node);
    case "union": {
      const option = type.options.find((candidate) => accepts(candidate, node));
      if (option?.kind === "enum" && isText(node) && !option.values.includes(node.value)) {
        return wrongChoice(reading, type, option.values, field, node);
      }
      return option === undefined || option.kind === "expression" && !(isText(node) && hasExpression(node.value))
        ? wrongType(reading, type, field, node)
        : readValue(reading, option, field, node);
    }
    case "json":
      return readJson(reading, field, node);
    case "object":
      return readObject(reading, field, node);
    case "check":
      return readCheck(reading, field, node);
    case "setting":
      return readSetting(reading, type.record, field, node);
    default:
      return node.kind === "scalar" ? readScalar(reading, type, field, node) : wrongType(reading, type, field, node);
  }
}

function readList(reading: Reading, type: ListType, field: Field, node: DocNode): readonly unknown[] | undefined {
  if (node.kind !== "seq") {
    if (!type.single || node.kind === "scalar" && node.value === null) return wrongType(reading, type, field, node);
    if (node.kind === "map" && !accepts(type.item, node)) return wrongType(reading, type, field, node);
    const value = readValue(reading, type.item, field, node);
    return value === undefined ? undefined : Object.freeze([value]);
  }
  if (node.items.length < type.min && node.isPartial !== true) {
    reading.report.error("empty_value", node.span, `"${field.name}" needs at least ${type.min === 1 ? "one item" : `${type.min} items`}`);
    return undefined;
  }
  return readItems(reading, type.item, field, node);
}

/** The items that were right: of a wrong list, what other checks can still go by. */
function readItems(reading: Reading, type: FieldType, field: Field, node: SeqNode): readonly unknown[] {
  const items: unknown[] = [];
  for (const item of node.items) {
    const value = readValue(reading, type, field, item);
    if (value !== undefined) items.push(value);
  }
  return Object.freeze(items);
}

function readMap(reading: Reading, type: MapType, field: Field, node: DocNode): unknown {
  if (node.kind !== "map") return wrongType(reading, type, field, node);
  const result = Object.create(null) as Record<string, unknown>;
  for (const { key, keySpan, value: child } of node.entries) {
    checkKey(reading, type.keys, field, key, keySpan);
    const value = readValue(reading, type.value, field, child);
    if (value !== undefined) result[key] = value;
  }
  return Object.freeze(result);
}

function readPair(reading: Reading, type: PairType, field: Field, node: DocNode): readonly unknown[] | undefined {
  if (node.kind === "seq" && node.isPartial === true) return undefined;
  if (node.kind !== "seq" || node.items.length !== 2) {
    const found = node.kind === "seq" ? `a list of ${node.items.length}` : describeNode(node);
    reading.report.error("wrong_type", node.span, `"${field.name}" takes a list of two, the lowest and the highest, found ${found}`);
    return undefined;
  }
  const pair = readItems(reading, type.item, field, node);
  const [low, high] = pair as readonly Json[];
  if (typeof low === "number" && typeof high === "number" && low > high) {
    reading.report.error("bad_range", node.span, `The lowest value ${low} is above the highest ${high}`);
    return undefined;
  }
  return pair.length === 2 ? pair : undefined;
}

/** Whether a type takes nodes like this one, as far as its sort tells. */
function accepts(type: FieldType, node: DocNode): boolean {
  switch (type.kind) {
    case "record":
    case "map":
    case "object":
      return node.kind === "map";
    case "list":
      return node.kind === "seq" || type.single && accepts(type.item, node);
    case "json":
      return true;
    case "int":
    case "float":
      return node.kind === "scalar" && typeof node.value === "number";
    case "bool":
      return node.kind === "scalar" && typeof node.value === "boolean";
    case "duration":
    case "size":
      return node.kind === "scalar" && (typeof node.value === "string" || typeof node.value === "number");
    default:
      return node.kind === "scalar" && typeof node.value === "string";
  }
}
