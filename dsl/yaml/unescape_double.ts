/** What the character behind a backslash stands for (YAML 1.2.2, section 5.7). */
export const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};

/** How many hexadecimal digits follow. */
export const HEX_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * Resolves the escapes of a double-quoted scalar that stands on one line.
 *
 * @param inner What stands between the quotes.
 * @returns The value; undefined when an escape is none, or gives half a character.
 */
export function unescapeDouble(inner: string): string | undefined {
  let value = "";
  let from = 0;
  for (let p = inner.indexOf("\\"); p !== -1; p = inner.indexOf("\\", from)) {
    value += inner.slice(from, p);
    const ch = inner[p + 1];
    if (ch === undefined) return undefined;
    const hexLength = Object.hasOwn(HEX_LENGTHS, ch) ? HEX_LENGTHS[ch] : undefined;
    if (hexLength === undefined) {
      const plain = Object.hasOwn(ESCAPES, ch) ? ESCAPES[ch] : undefined;
      if (plain === undefined) return undefined;
      value += plain;
      from = p + 2;
    } else {
      from = p + 2 + hexLength;
      const digits = inner.slice(p + 2, from);
      const point = digits.length === hexLength && /^[0-9a-fA-F]+$/.test(digits) ? Number.parseInt(digits, 16) : Infinity;
      if (point > 0x10ffff) return undefined;
      value += String.fromCodePoint(point);
    }
  }
  value += inner.slice(from);
  return value.isWellFormed() ? value : undefined;
}
