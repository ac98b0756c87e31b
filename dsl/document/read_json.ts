import type { Json } from "../../src/core/mod.ts";
import type { Field } from "../schema/mod.ts";
import type { FieldType } from "../schema/field_type.ts";
import type { DocNode } from "../tree.ts";
import { describeNode } from "./describe.ts";
import { hasExpression, isDoubtful, isText, isUnknown, type Reading } from "./reading.ts";

const ANY: FieldType = { kind: "json" };

/**
 * Reads free-form data as it is. Texts with `{{ }}` are noted for checking when the field is computed.
 *
 * @returns Frozen data; undefined when it holds what JSON cannot say.
 */
export function readJson(reading: Reading, field: Field, node: DocNode): Json | undefined {
  if (isUnknown(node)) return undefined;
  if (node.kind === "scalar") {
    const { value } = node;
    if (typeof value === "number" && !Number.isFinite(value)) {
      reading.report.error("bad_value", node.span, `"${field.name}" holds ${node.source}, which JSON cannot say`);
      return undefined;
    }
    const { template } = field.options;
    if (template !== undefined && isText(node) && hasExpression(node.value)) {
      reading.templates.push({ node, field, type: ANY, scope: template, task: reading.task });
    }
    return value;
  }
  if (node.kind === "seq") {
    const items: Json[] = [];
    for (const item of node.items) {
      const value = readJson(reading, field, item);
      if (value !== undefined) items.push(value);
    }
    return Object.freeze(items);
  }
  const result = Object.create(null) as Record<string, Json>;
  for (const entry of node.entries) {
    const value = readJson(reading, field, entry.value);
    if (value !== undefined) result[entry.key] = value;
  }
  return Object.freeze(result);
}

/** Reads a free-form map. */
export function readObject(reading: Reading, field: Field, node: DocNode): Json | undefined {
  if (node.kind === "map") return readJson(reading, field, node);
  if (isDoubtful(node)) return undefined;
  reading.report.error("wrong_type", node.span, `"${field.name}" takes a map, found ${describeNode(node)}`);
  return undefined;
}
