import type { FieldType } from "../schema/field_type.ts";
import type { RecordSpec } from "../schema/mod.ts";

/** Whether a bare word can stand at a place by itself: where only certain words can. */
export function takesWord(type: FieldType | undefined): boolean {
  switch (type?.kind) {
    case "enum":
      return true;
    case "text":
      return type.format === "task";
    case "union":
      return type.options.some(takesWord);
    case "list":
      return type.single && takesWord(type.item);
    default:
      return false;
  }
}

/** The type of a list's items. */
export function itemOf(type: FieldType | undefined): FieldType | undefined {
  const list = type?.kind === "union" ? optionOf(type, "list") : type;
  return list?.kind === "list" || list?.kind === "pair" ? list.item : undefined;
}

/** The type of a map's entry. */
export function fieldOf(type: FieldType | undefined, key: string): FieldType | undefined {
  switch (type?.kind) {
    case "record":
    case "setting":
      return type.record.byName.get(key)?.type;
    case "map":
      return type.value;
    case "list":
      return type.single ? fieldOf(type.item, key) : undefined;
    case "union":
      return fieldOf(optionOf(type, "record") ?? optionOf(type, "map"), key);
    default:
      return undefined;
  }
}

function optionOf(type: FieldType | undefined, kind: "list" | "record" | "map"): FieldType | undefined {
  return type?.kind === "union" ? type.options.find((option) => option.kind === kind) : undefined;
}

/** The record that a map at a place gives the fields of. */
export function recordOf(type: FieldType | undefined): RecordSpec | undefined {
  if (type?.kind === "record") return type.record;
  if (type?.kind === "union") return type.options.map(recordOf).find((record) => record !== undefined);
  return type?.kind === "list" ? recordOf(type.item) : undefined;
}
