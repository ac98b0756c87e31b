import type { FieldType, TextFormat } from "../schema/field_type.ts";
import type { DocNode } from "../tree.ts";

const FORMATS: Readonly<Record<TextFormat, string>> = {
  any: "text",
  id: "an id",
  task: "a task's id",
  path: "a path",
  url: "a URL",
  cron: "a cron expression",
  zone: "a time zone",
  key: "a key's code such as KeyA",
  key_condition: "a condition in CEL",
  route: "a path that starts with /",
  status_class: "a status class such as 4xx",
  variable: "the name of an environment variable",
  method: "an HTTP method",
  permission: "text",
  setting_type: "a type",
};

/** How messages call what a type takes, with its article. */
export function describeType(type: FieldType): string {
  switch (type.kind) {
    case "text":
      return FORMATS[type.format];
    case "enum":
      return oneOf(type.values);
    case "list":
      return type.single ? `${describeType(type.item)} or a list` : "a list";
    case "map":
      return "a map";
    case "record":
      return type.record.shorthand === undefined ? "a map" : `${shorthandOf(type.record)} or a map`;
    case "pair":
      return "a list of two";
    case "union":
      return oneOf(type.options.map(describeType), true);
    case "int":
      return "a whole number";
    case "float":
      return "a number";
    case "bool":
      return "true or false";
    case "duration":
      return "a duration such as 30s";
    case "size":
      return "a size such as 128MiB";
    case "json":
      return "a value";
    case "object":
      return "a map";
    case "expression":
      return "an expression in {{ }}";
    case "question":
      return "a question";
    case "check":
      return "a check's sentence";
    case "setting":
      return "a value or a map with its type";
  }
}

function shorthandOf(record: { readonly shorthand?: string; readonly byName: ReadonlyMap<string, { readonly type: FieldType }> }): string {
  const field = record.byName.get(record.shorthand ?? "");
  return field === undefined ? "a value" : describeType(field.type);
}

/** `a, b or c`; bare names are quoted unless they are descriptions already. */
export function oneOf(names: readonly string[], areDescriptions = false): string {
  const shown = areDescriptions ? names : names.map((name) => `"${name}"`);
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`;
}

/** How messages call a value that was found. */
export function describeNode(node: DocNode): string {
  if (node.kind === "map") return "a map";
  if (node.kind === "seq") return "a list";
  if (node.value === null) return "nothing";
  if (typeof node.value === "string") return `the text ${quoted(node.value)}`;
  return typeof node.value === "boolean" ? String(node.value) : `the number ${clip(node.source)}`;
}

/** A text in quotes, short and on one line. */
export function quoted(text: string): string {
  return JSON.stringify(clip(text));
}

/** A text that is not too long for a message. */
export function clip(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 37)}…`;
}
