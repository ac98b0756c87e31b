import { emptyRecord, type Json } from "../core/mod.ts";

/** A value whose texts, keys among them, have passed `mask`. A value without texts that change is equal, not the same. */
export function maskJson(value: Json, mask: (text: string) => string): Json {
  if (typeof value === "string") return mask(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each: Json) => maskJson(each, mask));
  const masked = emptyRecord<Json>();
  for (const [key, each] of Object.entries(value)) masked[mask(key)] = maskJson(each, mask);
  return masked;
}
