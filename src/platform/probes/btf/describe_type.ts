import { type ScopeTypes, type Type, types as cel } from "../../../../dsl/expr/mod.ts";
import { type BtfType, INT_BOOL, INT_CHAR } from "./read_btf.ts";

const MOST_DEPTH = 64;
const WIDE_BYTES = 8;

/** What a typedef, const and the like stand for. */
export function resolveAlias(types: readonly BtfType[], id: number): BtfType | undefined {
  let type = types[id];
  for (let depth = 0; type?.kind === "alias" && depth < MOST_DEPTH; depth++) type = types[type.type];
  return type;
}

/** Whether it is C's `char`, of which arrays are text. */
export function isChar(type: BtfType | undefined): boolean {
  return type?.kind === "int" && type.size === 1 && (type.name === "char" || (type.encoding & INT_CHAR) !== 0);
}

/** Of a type that can be compiled: names, sizes and places of all that is within. */
export function signatureOf(types: readonly BtfType[], id: number): string {
  const type = resolveAlias(types, id);
  switch (type?.kind) {
    case "int":
      return `${type.name}:${type.size}:${type.bits}:${type.bitOffset}:${type.encoding}`;
    case "enum":
      return `enum:${type.size}:${type.isSigned}:${Array.from(type.names).join(";")}`;
    case "array":
      return `${type.count}[${signatureOf(types, type.type)}]`;
    case "struct": {
      const members = type.members.map((member) =>
        `${member.name}@${member.bitOffset}/${member.bitSize} ${signatureOf(types, member.type)}`
      );
      return `${type.size}{${members.join(",")}}`;
    }
    case "float":
      return `float:${type.size}`;
    default:
      return type?.kind ?? "none";
  }
}

/** Names and types of a struct's fields, those of members without a name among them; of one that can be compiled. */
export function fieldsOf(types: readonly BtfType[], type: BtfType): ScopeTypes {
  if (type.kind !== "struct") return {};
  return Object.fromEntries(type.members.flatMap(({ name, type: id }): (readonly [string, Type])[] => {
    if (name !== "") return [[name, celType(types, id)]];
    const inner = resolveAlias(types, id);
    return inner === undefined ? [] : Object.entries(fieldsOf(types, inner));
  }));
}

/** Dyn for what is now of this type, now of that: enums may lack a name, unsigned integers of 64 bits may be no int. */
function celType(types: readonly BtfType[], id: number): Type {
  const type = resolveAlias(types, id);
  switch (type?.kind) {
    case "int":
      if (type.encoding & INT_BOOL) return cel.bool;
      return type.size < WIDE_BYTES || type.size === WIDE_BYTES && (type.encoding & 1) !== 0 ? cel.int : cel.dyn;
    case "array":
      return isChar(resolveAlias(types, type.type)) ? cel.string : cel.list(celType(types, type.type));
    case "struct":
      return cel.record(fieldsOf(types, type));
    default:
      return cel.dyn;
  }
}
