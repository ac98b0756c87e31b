import { asMap, comparable, isNumeric, join } from "./type_relations.ts";
import { type Type, types } from "./types.ts";

/**
 * The type of an operator's result, or undefined when it does not take operands of these types.
 *
 * @param name The operator's function, such as `_+_`.
 */
export function operatorType(name: string, operands: readonly Type[]): Type | undefined {
  const [a = types.dyn, b = types.dyn, c = types.dyn] = operands;
  switch (name) {
    case "_&&_":
    case "_||_":
      return isOr(a, "bool") && isOr(b, "bool") ? types.bool : undefined;
    case "!_":
      return isOr(a, "bool") ? types.bool : undefined;
    case "-_":
      return isOr(a, "int", "double", "duration") ? a : undefined;
    case "_?_:_":
      return isOr(a, "bool") ? join(b, c) : undefined;
    case "_==_":
    case "_!=_":
      return comparable(a, b) ? types.bool : undefined;
    case "_<_":
    case "_<=_":
    case "_>_":
    case "_>=_":
      return ordered(a, b) ? types.bool : undefined;
    case "@in":
      return contained(a, b) ? types.bool : undefined;
    case "_[_]":
      return indexed(a, b);
    default:
      return arithmetic(name, a, b);
  }
}

function isOr(type: Type, ...kinds: readonly Type["kind"][]): boolean {
  return type.kind === "dyn" || kinds.includes(type.kind) || type.kind === "number" && (kinds.includes("int") || kinds.includes("double"));
}

const ORDERED = ["int", "uint", "double", "string", "bool", "bytes", "timestamp", "duration"] as const;

function ordered(a: Type, b: Type): boolean {
  if (!isOr(a, ...ORDERED) || !isOr(b, ...ORDERED)) return false;
  return a.kind === "dyn" || b.kind === "dyn" || a.kind === b.kind || isNumeric(a) && isNumeric(b);
}

function contained(item: Type, container: Type): boolean {
  if (container.kind === "dyn") return true;
  if (container.kind === "list") return comparable(item, container.item);
  const map = asMap(container);
  return map !== undefined && comparable(item, map.key);
}

function indexed(container: Type, index: Type): Type | undefined {
  if (container.kind === "dyn") return types.dyn;
  if (container.kind === "list") return isOr(index, "int", "uint") ? container.item : undefined;
  const map = asMap(container);
  return map !== undefined && comparable(index, map.key) ? map.value : undefined;
}

function arithmetic(name: string, a: Type, b: Type): Type | undefined {
  if (a.kind === "dyn" && b.kind === "dyn") return types.dyn;
  const rows = ARITHMETIC.get(name) ?? [];
  const found = rows.filter(([left, right]) => isOr(a, left) && isOr(b, right));
  const [first] = found;
  if (first === undefined) return name === "_+_" ? concatenated(a, b) : undefined;
  return found.every((row) => row[2] === first[2]) ? types[first[2]] : types.dyn;
}

function concatenated(a: Type, b: Type): Type | undefined {
  if (!isOr(a, "list") || !isOr(b, "list")) return undefined;
  if (a.kind !== "list" || b.kind !== "list") return types.list(types.dyn);
  return types.list(join(a.item, b.item));
}

type Basic = "int" | "uint" | "double" | "string" | "bytes" | "timestamp" | "duration";

const NUMBERS: readonly (readonly [Basic, Basic, Basic])[] = [["int", "int", "int"], ["uint", "uint", "uint"], [
  "double",
  "double",
  "double",
]];

const ARITHMETIC: ReadonlyMap<string, readonly (readonly [Basic, Basic, Basic])[]> = new Map([
  ["_+_", [
    ...NUMBERS,
    ["string", "string", "string"],
    ["bytes", "bytes", "bytes"],
    ["timestamp", "duration", "timestamp"],
    ["duration", "timestamp", "timestamp"],
    ["duration", "duration", "duration"],
  ]],
  ["_-_", [
    ...NUMBERS,
    ["timestamp", "timestamp", "duration"],
    ["timestamp", "duration", "timestamp"],
    ["duration", "duration", "duration"],
  ]],
  ["_*_", NUMBERS],
  ["_/_", NUMBERS],
  ["_%_", NUMBERS.slice(0, 2)],
]);
