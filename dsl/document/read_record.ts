import type { Json, Span } from "../../src/core/mod.ts";
import { type Field, type FieldType, parseDuration, parseSize, PERMISSIONS, type RecordSpec, TASK } from "../schema/mod.ts";
import type { DocNode, MapEntry, MapNode } from "../tree.ts";
import { describeNode, describeType, quoted } from "./describe.ts";
import { checkKindFields } from "./check_kind.ts";
import { warnUnusedPermissions } from "./check_permission.ts";
import { guessedFields, guessField } from "./guess_field.ts";
import { entryOf, headOf, isDoubtful, type Reading, type TaskDraft, type TaskList } from "./reading.ts";
import { readValue } from "./read_value.ts";

/** What a record reads into: fields by name, wrong ones absent. */
export type ReadRecord = Readonly<Record<string, unknown>>;

/**
 * Reads a map by a block of the field table: unknown and missing fields, fields that exclude each other, defaults of blocks.
 *
 * @returns A frozen object without prototype. Fields that were wrong are absent; undefined when the node is no map at all.
 */
export function readRecord(reading: Reading, spec: RecordSpec, node: DocNode): ReadRecord | undefined {
  if (node.kind !== "map") return readShorthand(reading, spec, node);
  if (spec !== TASK) return Object.freeze(readFields(reading, spec, node));
  const id = entryOf(node, "id");
  const draft: TaskDraft = {
    list: reading.list ?? "tasks",
    node,
    id: id?.kind === "scalar" && id.value !== null ? id.source : undefined,
    value: {},
  };
  reading.drafts.push(draft);
  reading.task = draft;
  const task = readFields(reading, spec, node);
  checkKindFields(reading, node, task);
  reading.task = undefined;
  draft.value = Object.freeze(task);
  return draft.value;
}

function readShorthand(reading: Reading, spec: RecordSpec, node: DocNode): ReadRecord | undefined {
  const field = spec.shorthand === undefined ? undefined : spec.byName.get(spec.shorthand);
  if (isDoubtful(node)) return undefined;
  if (field === undefined || node.kind === "scalar" && node.value === null) {
    const takes = field === undefined ? "a map" : `${describeType(field.type)} or a map`;
    const [example] = spec.fields.flatMap(({ options }) => options.example ?? []);
    const hint = node.kind !== "scalar" || example === undefined
      ? undefined
      : spec === TASK
      ? `Write a map: "- id: …" and what it does`
      : `Write a map: { ${example} }`;
    reading.report.error("wrong_type", node.span, `${capital(spec.noun)} takes ${takes}, found ${describeNode(node)}`, { hint });
    return undefined;
  }
  const value = readValue(reading, field.type, field, node);
  if (value === undefined) return undefined;
  const result = Object.create(null) as Record<string, unknown>;
  result[field.name] = value;
  fillDefaults(spec, result);
  return Object.freeze(result);
}

function readFields(reading: Reading, spec: RecordSpec, node: MapNode): Record<string, unknown> {
  const result = Object.create(null) as Record<string, unknown>;
  for (const entry of node.entries) {
    const field = spec.byName.get(entry.key);
    if (field === undefined) unknownField(reading, spec, entry);
    else if (field.options.later) notYet(reading, spec, field, entry.keySpan);
    else {
      if (spec.name === "Pipeline") reading.list = LISTS.has(field.name) ? field.name as TaskList : undefined;
      const value = readValue(reading, field.type, field, entry.value);
      if (value !== undefined) result[entry.key] = value;
    }
  }
  checkPresence(reading, spec, node);
  if (spec === PERMISSIONS) warnUnusedPermissions(reading, node, result);
  if (spec !== TASK && spec.name !== "Pipeline") fillDefaults(spec, result);
  return result;
}

const LISTS: ReadonlySet<string> = new Set<TaskList>(["tasks", "finally", "on_failure", "on_success"]);

function unknownField(reading: Reading, spec: RecordSpec, entry: MapEntry): void {
  if (reading.report.isFull) return;
  const names = [...spec.byName.keys()];
  const close = guessField(spec, entry.key);
  const hint = close !== undefined
    ? `Did you mean "${close}"?`
    : names.length <= 12
    ? `Its fields: ${names.join(", ")}`
    : "executor schema prints every field";
  reading.report.error("unknown_field", entry.keySpan, `${capital(spec.noun)} has no field ${quoted(entry.key)}`, { hint });
}

function notYet(reading: Reading, spec: RecordSpec, field: Field, span: Span): void {
  const name = spec.name === "Sources" ? `on.${field.name}` : field.name;
  reading.report.error("not_supported_yet", span, `"${name}" comes with a later version`);
}

function checkPresence(reading: Reading, spec: RecordSpec, node: MapNode): void {
  const isThere = (name: string): boolean => entryOf(node, name) !== undefined || guessedFields(spec, node).has(name);
  for (const field of spec.byName.values()) {
    if (node.isPartial === true || !field.options.required || isThere(field.name)) continue;
    const example = field.options.example;
    reading.report.error("missing_field", headOf(node), `${capital(spec.noun)} needs "${field.name}"`, {
      hint: example === undefined ? undefined : `For example: ${example}`,
    });
  }
  for (const { fields, required } of spec.choices) {
    const there = node.entries.filter((entry) => fields.includes(entry.key));
    const [first, second] = there;
    if (first !== undefined && second !== undefined) {
      reading.report.error("exclusive_fields", second.keySpan, `${capital(spec.noun)} takes only one of ${fields.join(" and ")}`, {
        related: [{ message: `"${first.key}" stands here`, file: reading.report.file, span: first.keySpan }],
      });
    } else if (required && node.isPartial !== true && !fields.some(isThere)) {
      reading.report.error("missing_field", headOf(node), `${capital(spec.noun)} needs ${fields.map((name) => `"${name}"`).join(" or ")}`);
    }
  }
}

/** Fills in what a block leaves out, in the value's units. */
function fillDefaults(spec: RecordSpec, result: Record<string, unknown>): void {
  for (const { name, type, options } of spec.fields) {
    if (options.default === undefined || result[name] !== undefined) continue;
    result[name] = valueOfDefault(type, options.default);
  }
}

/** Defaults are written in the table as in a document. */
function valueOfDefault(type: FieldType, written: Json): unknown {
  if (type.kind === "duration") return parseDuration(String(written));
  return type.kind === "size" ? parseSize(String(written)) : written;
}

function capital(noun: string): string {
  return noun.charAt(0).toUpperCase() + noun.slice(1);
}
