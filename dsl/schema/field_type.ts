import type { RecordSpec } from "./record.ts";

/** What a text has to look like; `any` is everything. */
export type TextFormat =
  | "any"
  | "id"
  | "task"
  | "path"
  | "url"
  | "cron"
  | "key"
  | "key_condition"
  | "zone"
  | "route"
  | "status_class"
  | "variable"
  | "method"
  | "permission"
  | "setting_type";

/** How the keys of a free map are written. */
export type KeyFormat = "id" | "variable" | "keyboard" | "any";

export interface TextType {
  readonly kind: "text";
  readonly format: TextFormat;
  /** Plain numbers, booleans and nothing are taken too, as the text that was written. */
  readonly words: boolean;
  /** Shell text: `{{ }}` follow the shell rule. */
  readonly shell: boolean;
  /** Text for people or other programs, in which `{{` means nothing. */
  readonly prose: boolean;
}

export interface EnumType {
  readonly kind: "enum";
  readonly values: readonly string[];
}

export interface ListType {
  readonly kind: "list";
  readonly item: FieldType;
  /** One value may stand for a list of one. */
  readonly single: boolean;
  /** Fewest items. */
  readonly min: number;
}

export interface MapType {
  readonly kind: "map";
  readonly value: FieldType;
  readonly keys: KeyFormat;
}

export interface RecordType {
  readonly kind: "record";
  readonly record: RecordSpec;
}

export interface PairType {
  readonly kind: "pair";
  readonly item: FieldType;
}

export interface UnionType {
  readonly kind: "union";
  /** At most one of them takes a map, one a list, and one each sort of scalar. */
  readonly options: readonly FieldType[];
}

/**
 * What a field holds. `json` is any value and `object` any map, both without further rules; `expression` is text that is one `{{ }}`;
 * `setting` is a typed declaration or a bare value; `check` is a diagnosis sentence; `question` is text, or `true` or nothing for the default question.
 */
export type FieldType =
  | TextType
  | EnumType
  | ListType
  | MapType
  | RecordType
  | PairType
  | UnionType
  | { readonly kind: "int" | "float" | "bool" | "duration" | "size" | "json" | "object" | "expression" | "question" | "check" }
  | { readonly kind: "setting"; readonly record: RecordSpec };

export const int: FieldType = { kind: "int" };
export const float: FieldType = { kind: "float" };
export const bool: FieldType = { kind: "bool" };
export const duration: FieldType = { kind: "duration" };
export const size: FieldType = { kind: "size" };
export const json: FieldType = { kind: "json" };
export const object: FieldType = { kind: "object" };
export const expression: FieldType = { kind: "expression" };
export const question: FieldType = { kind: "question" };
export const checkSentence: FieldType = { kind: "check" };

/** Text of a format. */
export function textOf(format: TextFormat): TextType {
  return { kind: "text", format, words: false, shell: false, prose: false };
}

export const text: TextType = textOf("any");
/** Text where a plain number or boolean is taken as it was written, as `env` and `command` need. */
export const words: TextType = { ...text, words: true };
/** Text in which `{{` is two braces. */
export const prose: TextType = { ...text, prose: true };
/** Shell text. */
export const shellText: TextType = { ...words, shell: true };
export const path: TextType = textOf("path");
export const taskId: TextType = textOf("task");

export function oneOf(...values: string[]): EnumType {
  return { kind: "enum", values };
}

/** A list; `min` is the fewest items it may hold. */
export function list(item: FieldType, min = 0): ListType {
  return { kind: "list", item, single: false, min };
}

/** A list that one bare value may stand for. */
export function listOrOne(item: FieldType, min = 1): ListType {
  return { kind: "list", item, single: true, min };
}

export function mapOf(value: FieldType, keys: KeyFormat): MapType {
  return { kind: "map", value, keys };
}

export function record(spec: RecordSpec): RecordType {
  return { kind: "record", record: spec };
}

export function pair(item: FieldType): PairType {
  return { kind: "pair", item };
}

export function union(...options: FieldType[]): UnionType {
  return { kind: "union", options };
}
