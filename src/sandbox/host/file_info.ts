import type { Json, JsonObject } from "../../core/mod.ts";
import { entries, NativeDate } from "./captured.ts";

const DATES: readonly string[] = ["mtime", "atime", "birthtime", "ctime"];

/** A `Deno.FileInfo` of the broker's plain one. */
export function fileInfo(info: Json | undefined): Deno.FileInfo {
  const result: Record<string, unknown> = {};
  for (const [name, value] of entries(info as JsonObject)) {
    result[name] = DATES.includes(name) && typeof value === "number" ? new NativeDate(value) : value;
  }
  return result as unknown as Deno.FileInfo;
}
