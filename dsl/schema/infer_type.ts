import type { SettingType } from "../../src/core/mod.ts";
import type { DocNode } from "../tree.ts";

/** The type of a setting that only has a default. */
export function inferType(node: DocNode): SettingType {
  if (node.kind !== "scalar") return node.kind === "seq" ? "list" : "map";
  const { value, source } = node;
  if (typeof value === "boolean") return "bool";
  if (typeof value === "bigint") return "int";
  if (typeof value === "number") return Number.isInteger(value) && !/[.eE]/.test(source) ? "int" : "float";
  return "string";
}
