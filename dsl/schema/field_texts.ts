import type { Json } from "../../src/core/mod.ts";
import type { Field } from "./field.ts";
import type { FieldType, TextFormat } from "./field_type.ts";
import type { RecordSpec } from "./record.ts";

/** What stands for a field that is left out, in Markdown; empty when nothing does. */
export function defaultOf({ options }: Field): string {
  if (options.required) return "required";
  if (options.defaultNote !== undefined) return options.defaultNote;
  return options.default === undefined ? "" : `\`${show(options.default)}\``;
}

function show(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A field's sentences and what else its row says. */
export function meaningOf({ doc, options }: Field): string {
  const notes = [doc];
  if (options.template !== undefined) notes.push(`Computed ${WHEN[options.template]}.`);
  if (options.only !== undefined) notes.push(`In a task only with ${options.only.map((kind) => `\`${kind}\``).join(", ")}.`);
  if (options.later) notes.push("Comes with a later version.");
  if (options.since !== undefined) notes.push(`Since ${options.since}.`);
  return notes.join(" ");
}

const WHEN = { task: "before the task", own: "after the task", start: "at the start" } as const;

/**
 * What a field takes, in Markdown.
 *
 * @param nameOf How a block of fields is called.
 */
export function describeField(field: Field, nameOf: (record: RecordSpec) => string): string {
  const [low, high] = field.options.range ?? [null, null];
  const bounds = low === null && high === null ? "" : `, ${low ?? "…"} to ${high ?? "…"}`;
  return typeName(field.type, nameOf) + bounds;
}

const FORMATS: Readonly<Partial<Record<TextFormat, string>>> = {
  id: "id",
  task: "task id",
  path: "path",
  cron: "cron expression",
  zone: "time zone",
  key: "key",
  key_condition: "CEL condition",
  route: "URL path",
  status_class: "class",
  variable: "variable name",
  method: "HTTP method",
  setting_type: "type name",
};

function typeName(type: FieldType, nameOf: (record: RecordSpec) => string): string {
  switch (type.kind) {
    case "text":
      return type.shell ? "shell text" : FORMATS[type.format] ?? "text";
    case "enum":
      return type.values.map((value) => `\`${value}\``).join(" or ");
    case "int":
      return "whole number";
    case "float":
      return "number";
    case "bool":
      return "true or false";
    case "json":
      return "any value";
    case "object":
      return "any map";
    case "question":
      return "text, or `true`";
    case "check":
      return "[sentence](checks.md)";
    case "list":
      return `list of ${typeName(type.item, nameOf)}${type.single ? ", or one" : ""}`;
    case "map":
      return `map of ${typeName(type.value, nameOf)}`;
    case "pair":
      return "list of two";
    case "record":
    case "setting":
      return nameOf(type.record);
    case "union":
      return type.options.map((option) => typeName(option, nameOf)).join(", or ");
    default:
      return type.kind;
  }
}
