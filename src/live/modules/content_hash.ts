import { createHash } from "node:crypto";
import type { Json } from "../../core/mod.ts";
import { stringifyJson } from "../../core/mod.ts";

/**
 * The hash of what a module is: its document's value, whatever the order of keys, and the texts of the files it was made of.
 *
 * @param dependencies Texts by absolute file.
 * @returns `sha256:` and hex digits.
 */
export function contentHash(document: Json, dependencies: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256").update(stringifyJson(sorted(document)));
  for (const [file, text] of [...dependencies].toSorted(([a], [b]) => a < b ? -1 : 1)) {
    hash.update(`\0${file}\0${text.length}\0`).update(text);
  }
  return `sha256:${hash.digest("hex")}`;
}

/** The hash of a file's text. */
export function textHash(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1).map(([key, item]) => [key, sorted(item)]));
}
