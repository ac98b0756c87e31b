/**
 * A type of CEL. `record` is a map whose fields are declared (a typed scope such as `config`); an open one may have others, of type dyn.
 * `number` is a number of JSON, an int when it is whole and else a double: which, only its value tells. `param` stands for any type in a function's signature: the same name is the same type.
 */
export type Type =
  | {
    readonly kind: "dyn" | "null" | "bool" | "int" | "uint" | "double" | "number" | "string" | "bytes" | "timestamp" | "duration" | "type";
  }
  | { readonly kind: "list"; readonly item: Type }
  | { readonly kind: "map"; readonly key: Type; readonly value: Type }
  | { readonly kind: "record"; readonly fields: Readonly<Record<string, Type>>; readonly open: boolean }
  | { readonly kind: "param"; readonly name: string };

/** Variable names with their types: what an expression may refer to. */
export type ScopeTypes = Readonly<Record<string, Type>>;

/** The types and their constructors. */
export const types = {
  dyn: { kind: "dyn" },
  null: { kind: "null" },
  bool: { kind: "bool" },
  int: { kind: "int" },
  uint: { kind: "uint" },
  double: { kind: "double" },
  number: { kind: "number" },
  string: { kind: "string" },
  bytes: { kind: "bytes" },
  timestamp: { kind: "timestamp" },
  duration: { kind: "duration" },
  type: { kind: "type" },
  list: (item: Type): Type => ({ kind: "list", item }),
  map: (key: Type, value: Type): Type => ({ kind: "map", key, value }),
  record: (fields: Readonly<Record<string, Type>>, open = false): Type => ({ kind: "record", fields, open }),
  param: (name: string): Type => ({ kind: "param", name }),
} as const;

/** A type as CEL writes it: `map(string, list(int))`. */
export function formatType(type: Type): string {
  switch (type.kind) {
    case "list":
      return `list(${formatType(type.item)})`;
    case "map":
      return `map(${formatType(type.key)}, ${formatType(type.value)})`;
    case "record":
      return "map(string, dyn)";
    case "param":
      return type.name;
    default:
      return type.kind;
  }
}
