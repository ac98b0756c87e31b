/** What could move the cursor, end a line, turn the direction of writing around, or is no character at all. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u{2028}\u{2029}]/gu;
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Text of a stranger as one line of a terminal: what is no plain character stands as JSON escapes it, so that JSON stays JSON.
 *
 * @example
 * ```ts
 * visible("a\nb\x1b[2J"); // "a\\nb\\u001b[2J"
 * ```
 */
export function visible(text: string): string {
  return text.replaceAll(UNSAFE, (character) => SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
