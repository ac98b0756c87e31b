import type { Json, Setting, SettingType } from "../../src/core/mod.ts";
import { CelDouble, type Type, types } from "../expr/mod.ts";

/**
 * The type that a setting or parameter has in expressions. Durations are ints of milliseconds and sizes ints of bytes, as everywhere in
 * the product; an `enum` has the type that its values share.
 */
export function typeOfSetting(setting: Setting): Type {
  if (setting.default === null) return types.dyn;
  if (setting.type === "list") return types.list(itemType(setting));
  if (setting.type === "map") return types.map(types.string, itemType(setting));
  if (setting.type === "enum") return commonType(setting.enum ?? []);
  return SIMPLE[setting.type];
}

function itemType({ items }: Setting): Type {
  return items === undefined ? types.dyn : SIMPLE[items];
}

const SIMPLE: Readonly<Record<SettingType, Type>> = {
  string: types.string,
  int: types.int,
  float: types.double,
  bool: types.bool,
  url: types.string,
  path: types.string,
  duration: types.int,
  size: types.int,
  bytes: types.string,
  enum: types.dyn,
  list: types.list(types.dyn),
  map: types.map(types.string, types.dyn),
};

/** The type that all values share; dyn when there is none or they differ. */
export function commonType(values: readonly Json[]): Type {
  const [first, ...rest] = values.map(typeOfJson);
  return first !== undefined && first.kind !== "dyn" && rest.every((type) => type.kind === first.kind) ? first : types.dyn;
}

function typeOfJson(value: Json): Type {
  switch (typeof value) {
    case "string":
      return types.string;
    case "boolean":
      return types.bool;
    case "bigint":
      return types.int;
    case "number":
      return Number.isSafeInteger(value) ? types.int : types.double;
    default:
      return types.dyn;
  }
}

/**
 * The values of settings as expressions see them: a `float` whose value is a whole number is still a double, so that `params.ratio / 2`
 * does not become a division of ints.
 *
 * @returns The same object when nothing has to change.
 */
export function withDoubles<T extends Readonly<Record<string, unknown>>>(
  values: T,
  settings: Readonly<Record<string, Setting>> | undefined,
): T {
  let changed: Record<string, unknown> | undefined;
  for (const [name, setting] of Object.entries(settings ?? {})) {
    if (setting.type !== "float" && setting.items !== "float") continue;
    changed ??= Object.assign(Object.create(null) as Record<string, unknown>, values);
    if (Object.hasOwn(values, name)) changed[name] = asDouble(values[name]);
  }
  return changed === undefined ? values : changed as T;
}

function asDouble(value: unknown): unknown {
  if (typeof value === "number") return Number.isSafeInteger(value) ? new CelDouble(value) : value;
  if (Array.isArray(value)) return value.map(asDouble);
  if (typeof value !== "object" || value === null || value instanceof CelDouble) return value;
  const copy = Object.create(null) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value)) copy[key] = asDouble(item);
  return copy;
}
