import type { Json, JsonObject } from "../../src/core/mod.ts";
import { DURATION_PATTERN } from "./duration.ts";
import type { Field } from "./field.ts";
import type { FieldType, KeyFormat, TextFormat } from "./field_type.ts";
import { PIPELINE } from "./pipeline.ts";
import type { RecordSpec } from "./record.ts";
import { recordsOf } from "./records.ts";
import { SETTING_TYPES } from "./setting.ts";
import { SIZE_PATTERN } from "./size.ts";
import { KINDS, TASK } from "./task.ts";

const ID_PATTERN = "^[A-Za-z_][A-Za-z0-9_-]*$";
const EXPRESSION: JsonObject = { type: "string", pattern: "\\{\\{" };

/**
 * The JSON Schema (2020-12) of a pipeline document as it is written, sugar included, from the field table: what `executor schema`
 * prints. A document that `check` accepts is valid by it; what holds between fields of several tasks is beyond it.
 */
export function jsonSchema(): JsonObject {
  const definitions = recordsOf().filter((record) => record !== PIPELINE && record.name !== "Execution");
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Executor pipeline",
    ...schemaOfRecord(PIPELINE),
    $defs: Object.fromEntries(definitions.map((record) => [record.name, schemaOfRecord(record)])),
  };
}

function schemaOfRecord(record: RecordSpec): JsonObject {
  const fields = [...record.byName.values()].filter((field) => !field.options.later);
  const required = fields.filter((field) => field.options.required).map((field) => field.name);
  const conditions = [...record.choices.flatMap(schemaOfChoice), ...(record === TASK ? [KIND_CHOICE] : [])];
  return {
    type: "object",
    description: record.doc,
    properties: Object.fromEntries(fields.map((field) => [field.name, schemaOfField(field)])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
    ...(conditions.length === 0 ? {} : { allOf: conditions }),
  };
}

/** Exactly one kind, or a router. */
const KIND_CHOICE: JsonObject = {
  oneOf: [
    ...KINDS.map((kind) => ({ required: [kind] })),
    {
      allOf: [
        { anyOf: [{ required: ["then"] }, { required: ["else"] }] },
        { not: { anyOf: KINDS.map((kind) => ({ required: [kind] })) } },
      ],
    },
  ],
};

function schemaOfChoice({ fields, required }: { readonly fields: readonly string[]; readonly required: boolean }): JsonObject[] {
  const each = fields.map((name) => ({ required: [name] }));
  return required ? [{ oneOf: each }] : [{ not: { required: [...fields] } }];
}

function schemaOfField(field: Field): JsonObject {
  const { options } = field;
  const base = schemaOf(field.type, field);
  const extra: Record<string, Json> = { description: field.doc };
  if (options.default !== undefined) extra["default"] = options.default;
  return { ...base, ...extra };
}

function schemaOf(type: FieldType, field: Field): JsonObject {
  const computed = (schema: JsonObject): JsonObject => field.options.template === undefined ? schema : { anyOf: [schema, EXPRESSION] };
  switch (type.kind) {
    case "text":
      return type.words ? { type: ["string", "number", "boolean", "null"] } : textSchema(type.format, field);
    case "enum":
      return { enum: type.values };
    case "int":
      return computed({ type: "integer", ...numberRange(field) });
    case "float":
      return computed({ type: "number", ...numberRange(field) });
    case "bool":
      return computed({ type: "boolean" });
    case "duration":
      return computed({ type: "string", pattern: DURATION_PATTERN });
    case "size":
      return computed({ type: "string", pattern: SIZE_PATTERN });
    case "json":
      return {};
    case "object":
      return { type: "object" };
    case "expression":
      return EXPRESSION;
    case "check":
      return { type: "string", minLength: 1 };
    case "question":
      return { anyOf: [{ type: "string", minLength: 1 }, { const: true }, { type: "null" }] };
    case "list": {
      const items = schemaOf(type.item, field);
      const list: JsonObject = { type: "array", items, ...(type.min === 0 ? {} : { minItems: type.min }) };
      return type.single ? { anyOf: [list, items] } : list;
    }
    case "map":
      return { type: "object", additionalProperties: schemaOf(type.value, field), ...keySchema(type.keys) };
    case "pair": {
      const items = schemaOf(type.item, field);
      return { type: "array", prefixItems: [items, items], items: false, minItems: 2 };
    }
    case "record":
      return recordReference(type.record);
    case "setting":
      return { anyOf: [{ $ref: `#/$defs/${type.record.name}` }, { type: ["string", "number", "boolean", "array"] }] };
    case "union":
      return { anyOf: type.options.map((option) => schemaOf(option, field)) };
  }
}

/** A record, or the value of its shorthand field. */
function recordReference(record: RecordSpec): JsonObject {
  const reference: JsonObject = { $ref: `#/$defs/${record.name}` };
  const field = record.shorthand === undefined ? undefined : record.byName.get(record.shorthand);
  return field === undefined ? reference : { anyOf: [reference, schemaOf(field.type, field)] };
}

function textSchema(format: TextFormat, field: Field): JsonObject {
  switch (format) {
    case "id":
      return { type: "string", pattern: ID_PATTERN };
    case "route":
      return { type: "string", pattern: "^/" };
    case "status_class":
      return { type: "string", pattern: "^[1-5]xx$" };
    case "setting_type":
      return { anyOf: [{ enum: [...SETTING_TYPES] }, { type: "string", pattern: "^(list|map)<.+>$" }] };
    case "method":
      return field.options.template === undefined ? { type: "string", pattern: "^[A-Z][A-Z-]*$" } : { type: "string" };
    default:
      return { type: "string" };
  }
}

function numberRange(field: Field): JsonObject {
  const [low, high] = field.options.range ?? [null, null];
  return { ...(typeof low === "number" ? { minimum: low } : {}), ...(typeof high === "number" ? { maximum: high } : {}) };
}

function keySchema(keys: KeyFormat): JsonObject {
  if (keys === "id") return { propertyNames: { pattern: ID_PATTERN } };
  return keys === "variable" ? { propertyNames: { pattern: "^[^=]+$" } } : {};
}
