import type { Field } from "./field.ts";
import type { FieldType, TextFormat } from "./field_type.ts";
import { meaningOf } from "./field_texts.ts";
import type { RecordSpec } from "./record.ts";
import { recordsOf } from "./records.ts";
import { SETTING_TYPES } from "./setting.ts";

/**
 * Writes the TypeScript types of a document as people write it, sugar and units included: what a pipeline that is a module has to be. The
 * types of the value that a document becomes are {@linkcode typescriptTypes}.
 *
 * @returns Exported declarations, each line with two spaces before it.
 */
export function documentTypes(): string {
  const settingTypes = SETTING_TYPES.map((name) => JSON.stringify(name)).join(" | ");
  const own = [
    "/** Text that is, or holds, an expression in {{ }}. */",
    "export type Expression = `${string}{{${string}}}${string}`;",
    "",
    "/** A type that settings and parameters can have; `list<int>` says the items' type as well. */",
    `export type SettingType = ${settingTypes} | \`list<\${string}>\` | \`map<\${string}>\`;`,
  ];
  return [...own, ...recordsOf().flatMap(interfaceOf)].map((line) => line === "" ? "" : `  ${line}`).join("\n");
}

function interfaceOf(record: RecordSpec): string[] {
  const base = record.base === undefined ? "" : ` extends ${record.base.name}`;
  const fields = record.fields.filter((field) => !field.options.later);
  return ["", `/** ${record.doc} */`, `export interface ${record.name}${base} {`, ...fields.flatMap(memberOf), "}"];
}

function memberOf(field: Field): string[] {
  const type = typeOf(field.type, field);
  return [
    `  /** ${meaningOf(field)} */`,
    field.options.required ? `  ${field.name}: ${type};` : `  ${field.name}?: ${type}${type === "unknown" ? "" : " | undefined"};`,
  ];
}

function typeOf(type: FieldType, field: Field): string {
  return [...new Set(optionsOf(type, field))].join(" | ");
}

/** The members of a union, or the one type. */
function optionsOf(type: FieldType, field: Field): readonly string[] {
  const computed = (name: string): readonly string[] => field.options.template === undefined ? [name] : [name, "Expression"];
  switch (type.kind) {
    case "text":
      return type.words ? ["string", "number", "boolean", "null"] : [textType(type.format)];
    case "enum":
      return type.values.map((value) => JSON.stringify(value));
    case "int":
    case "float":
      return computed("number");
    case "bool":
      return computed("boolean");
    case "duration":
    case "size":
    case "check":
      return ["string"];
    case "json":
      return ["unknown"];
    case "object":
      return ["{ readonly [name: string]: unknown }"];
    case "expression":
      return ["Expression"];
    case "question":
      return ["string", "true", "null"];
    case "list": {
      const items = optionsOf(type.item, field);
      const joined = items.join(" | ");
      return [`readonly ${items.length > 1 ? `(${joined})` : joined}[]`, ...(type.single ? items : [])];
    }
    case "map":
      return [`{ readonly [name: string]: ${typeOf(type.value, field)} }`];
    case "pair": {
      const item = typeOf(type.item, field);
      return [`readonly [${item}, ${item}]`];
    }
    case "record": {
      const { name, shorthand, byName } = type.record;
      const short = shorthand === undefined ? undefined : byName.get(shorthand);
      return short === undefined ? [name] : [name, ...optionsOf(short.type, short)];
    }
    case "setting":
      return [type.record.name, "string", "number", "boolean", "readonly unknown[]"];
    case "union":
      return type.options.flatMap((option) => optionsOf(option, field));
  }
}

function textType(format: TextFormat): string {
  return format === "setting_type" ? "SettingType" : "string";
}
