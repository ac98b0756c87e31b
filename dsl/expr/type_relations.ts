import { type Type, types } from "./types.ts";

/** What the type parameters of a signature stand for in one call. */
export type Bindings = Map<string, Type>;

/** Whether a value of type `from` may stand where `to` is expected; binds the type parameters of `to` on the way. */
export function fits(from: Type, to: Type, bindings: Bindings): boolean {
  if (to.kind === "param") {
    const bound = bindings.get(to.name);
    bindings.set(to.name, bound === undefined ? from : join(bound, from));
    return true;
  }
  if (from.kind === "dyn" || to.kind === "dyn") {
    bindOpen(to, bindings);
    return true;
  }
  if (from.kind === "number") return isNumeric(to);
  if (from.kind === "list" && to.kind === "list") return fits(from.item, to.item, bindings);
  if (to.kind === "map") {
    const map = asMap(from);
    return map !== undefined && fits(map.key, to.key, bindings) && fits(map.value, to.value, bindings);
  }
  if (to.kind === "record") return from.kind === "record" || from.kind === "map";
  return from.kind === to.kind;
}

/** Type parameters within a type that met dyn are dyn, unless something better comes. */
function bindOpen(to: Type, bindings: Bindings): void {
  if (to.kind === "list") bindOpen(to.item, bindings);
  else if (to.kind === "map") {
    bindOpen(to.key, bindings);
    bindOpen(to.value, bindings);
  } else if (to.kind === "param" && !bindings.has(to.name)) bindings.set(to.name, types.dyn);
}

/** A signature's type with its parameters filled in. */
export function substitute(type: Type, bindings: Bindings): Type {
  switch (type.kind) {
    case "param":
      return bindings.get(type.name) ?? types.dyn;
    case "list":
      return types.list(substitute(type.item, bindings));
    case "map":
      return types.map(substitute(type.key, bindings), substitute(type.value, bindings));
    default:
      return type;
  }
}

/** The type of the items of an empty list: dyn, until something better comes. */
export const FREE: Type = { kind: "dyn" };

/** The type of a value that is of one type or the other: the same type, else dyn. `null` goes with anything. */
export function join(a: Type, b: Type): Type {
  if (a === b || b === FREE || b.kind === "null") return a;
  if (a === FREE || a.kind === "null") return b;
  if (a.kind === "list" && b.kind === "list") return types.list(join(a.item, b.item));
  const [left, right] = [asMap(a), asMap(b)];
  if (left !== undefined && right !== undefined) return types.map(join(left.key, right.key), join(left.value, right.value));
  return a.kind === b.kind && a.kind !== "record" ? a : types.dyn;
}

/** A map or record as a map; undefined for other types. */
export function asMap(type: Type): { readonly key: Type; readonly value: Type } | undefined {
  if (type.kind === "map") return type;
  return type.kind === "record" ? { key: types.string, value: types.dyn } : undefined;
}

/** Whether values of the two types can ever be equal. Numbers compare across their types, `null` with anything. */
export function comparable(a: Type, b: Type): boolean {
  if (a.kind === "dyn" || b.kind === "dyn" || a.kind === "null" || b.kind === "null") return true;
  if (isNumeric(a) && isNumeric(b)) return true;
  if (a.kind === "list" && b.kind === "list") return comparable(a.item, b.item);
  const [left, right] = [asMap(a), asMap(b)];
  if (left !== undefined && right !== undefined) return comparable(left.key, right.key) && comparable(left.value, right.value);
  return a.kind === b.kind;
}

export function isNumeric(type: Type): boolean {
  return type.kind === "int" || type.kind === "uint" || type.kind === "double" || type.kind === "number";
}
