import { MASK } from "./mask_text.ts";

/** Fewer characters of a secret's beginning tell nothing, and stand in many a message by chance. */
const SHORTEST_BEGINNING = 4;

/** What follows in a message where a value was cut short. */
const AFTER_CUT: ReadonlySet<string | undefined> = new Set(["…", "'", '"', undefined]);

/**
 * Masks beginnings of secrets at which a message was cut short: `'s3cr3t-val…` says as much as the whole. A beginning that other text
 * follows stays, for it is no cut.
 *
 * @param secrets Texts, none of them empty.
 */
export function maskCut(message: string, secrets: readonly string[]): string {
  let masked = message;
  for (const secret of secrets) {
    const beginning = secret.slice(0, SHORTEST_BEGINNING);
    if (secret.length <= SHORTEST_BEGINNING) continue;
    for (let at = masked.indexOf(beginning); at >= 0; at = masked.indexOf(beginning, at + 1)) {
      let end = at + beginning.length;
      while (end < masked.length && masked[end] === secret[end - at]) end++;
      if (AFTER_CUT.has(masked[end])) masked = masked.slice(0, at) + MASK + masked.slice(end);
    }
  }
  return masked;
}
