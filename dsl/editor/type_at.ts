import type { ScopeTypes, Type } from "../expr/mod.ts";

/** The type of `a.b.c` given those of the variables; undefined when it is not known. */
export function typeAt(scope: ScopeTypes, path: readonly string[]): Type | undefined {
  const [variable, ...fields] = path;
  if (variable === undefined || !Object.hasOwn(scope, variable)) return undefined;
  let type = scope[variable];
  for (const field of fields) {
    if (type?.kind === "record") type = Object.hasOwn(type.fields, field) ? type.fields[field] : undefined;
    else type = type?.kind === "map" ? type.value : undefined;
  }
  return type;
}
