import type { Json } from "../../src/core/mod.ts";

/** Whether a value is a list; `Array.isArray` does not know read-only ones. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
