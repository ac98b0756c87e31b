/** Digits and letters that cannot be taken for one another (no i, l, o, u), in the order of their codes. */
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Writes a whole number in base 32 with exactly `width` digits; what does not fit is cut off at the front.
 *
 * @param value From 0 to 2^53 - 1.
 *
 * @example
 * ```ts
 * base32(33, 4); // "0011"
 * ```
 */
export function base32(value: number, width: number): string {
  let text = "";
  for (let rest = value; text.length < width; rest = Math.floor(rest / 32)) text = (ALPHABET[rest % 32] ?? "") + text;
  return text;
}
