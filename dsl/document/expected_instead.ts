import type { Json, Setting, SettingType } from "../../src/core/mod.ts";
import type { Type } from "../expr/mod.ts";
import { describeAllowed, NOUNS } from "./setting_value.ts";

/**
 * Says what a setting takes when no value of a type suits it. Texts are read as those of variables are, so they suit any setting; what is
 * only known at run time may suit too.
 *
 * @param setting Of an item of a list or map, only the type.
 * @returns For a message, behind "expected"; undefined where a value may suit.
 */
export function expectedInstead(setting: Pick<Setting, "type" | "items" | "enum">, given: Type): string | undefined {
  if (setting.type === "enum") {
    const allowed = setting.enum ?? [];
    const mayBe = isOpen(given) || isText(given) || allowed.some((value) => suitsValue(value, given));
    return mayBe ? undefined : `one of ${allowed.map(describeAllowed).join(", ")}`;
  }
  if (!suits(setting.type, given)) return NOUNS[setting.type];
  const item = itemOf(given);
  const { items } = setting;
  return items === undefined || item === undefined || suits(items, item) ? undefined : `${NOUNS[items]} in it`;
}

/** What is only known at run time. */
function isOpen({ kind }: Type): boolean {
  return kind === "dyn" || kind === "param";
}

/** What is a text outside of expressions. */
function isText({ kind }: Type): boolean {
  return kind === "string" || kind === "bytes" || kind === "timestamp" || kind === "duration" || kind === "type";
}

function isNumber({ kind }: Type): boolean {
  return kind === "int" || kind === "uint" || kind === "double" || kind === "number";
}

function suits(type: SettingType, given: Type): boolean {
  if (isOpen(given) || isText(given)) return true;
  switch (type) {
    case "int":
    case "float":
    case "duration":
    case "size":
      return isNumber(given);
    case "bool":
      return given.kind === "bool";
    case "list":
      return given.kind === "list";
    case "map":
      return given.kind === "map" || given.kind === "record";
    case "enum":
      return true;
    default:
      return false;
  }
}

function suitsValue(value: Json, given: Type): boolean {
  switch (typeof value) {
    case "number":
    case "bigint":
      return isNumber(given);
    case "boolean":
      return given.kind === "bool";
    case "object":
      return value === null ? given.kind === "null" : given.kind === (Array.isArray(value) ? "list" : "map") || given.kind === "record";
    default:
      return false;
  }
}

/** What the items of a list or the values of a map are. */
function itemOf(given: Type): Type | undefined {
  return given.kind === "list" ? given.item : given.kind === "map" ? given.value : undefined;
}
