import { wideTexts } from "../base/wide_text.ts";

/**
 * A child's environment as `CreateProcessW` takes it: sorted by name, as if all were capitals. Of names that differ in their case alone the
 * last one counts, as Windows takes them for one.
 *
 * @param env `NAME=value` each.
 */
export function environmentBlock(env: readonly string[]): Uint8Array<ArrayBuffer> {
  const byName = new Map(env.map((entry) => [entry.slice(0, entry.indexOf("=", 1)).toUpperCase(), entry]));
  return wideTexts([...byName].sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0).map(([, entry]) => entry));
}
