import { createHash } from "node:crypto";
import type { Json } from "../../core/mod.ts";

/**
 * The hash of what a module is: its document's value, whatever the order of keys, and the texts of the files it was made of.
 *
 * @param dependencies Texts by absolute file.
 * @returns `sha256:` and hex digits.
 */
export function contentHash(document: Json, dependencies: ReadonlyMap<string, string>): string {
  const hash = createHash("sha256").update(sortedText(document));
  for (const [file, text] of [...dependencies].toSorted(([a], [b]) => a < b ? -1 : 1)) {
    hash.update(`\0${file}\0${text.length}\0`).update(text);
  }
  return `sha256:${hash.digest("hex")}`;
}

/** The hash of a file's text. */
export function textHash(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** JSON with the keys of every object in order. */
function sortedText(value: Json): string {
  if (typeof value !== "object" || value === null) return typeof value === "bigint" ? value.toString() : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sortedText).join()}]`;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${sortedText(item)}`).join()}}`;
}
