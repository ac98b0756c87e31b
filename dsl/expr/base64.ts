const ALPHABET = new TextEncoder().encode("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const PADDING = 61;
/** The six bits of each letter; 255 for what is none. */
const BITS = new Uint8Array(256).fill(255);
ALPHABET.forEach((letter, bits) => BITS[letter] = bits);

/** Standard base64 with padding. */
export function base64(value: Uint8Array): string {
  const letters = new Uint8Array(Math.ceil(value.length / 3) * 4).fill(PADDING);
  for (let from = 0, to = 0; from < value.length; from += 3, to += 4) {
    const [a = 0, b, c] = [value[from], value[from + 1], value[from + 2]];
    const bits = a << 16 | (b ?? 0) << 8 | (c ?? 0);
    letters[to] = letterOf(bits >> 18);
    letters[to + 1] = letterOf(bits >> 12);
    if (b !== undefined) letters[to + 2] = letterOf(bits >> 6);
    if (c !== undefined) letters[to + 3] = letterOf(bits);
  }
  return new TextDecoder().decode(letters);
}

function letterOf(bits: number): number {
  return ALPHABET[bits & 63] ?? PADDING;
}

/** The bytes of base64, with or without padding; undefined when it is none. */
export function bytesOfBase64(text: string): Uint8Array | undefined {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const count = text.length - padding;
  if (count % 4 === 1 || padding > 0 && text.length % 4 !== 0) return undefined;
  const bytes = new Uint8Array(count * 6 >> 3);
  let bits = 0;
  let have = 0;
  let to = 0;
  for (let from = 0; from < count; from++) {
    const six = BITS[text.charCodeAt(from)] ?? 255;
    if (six === 255) return undefined;
    bits = (bits << 6 | six) & 0xffff;
    have += 6;
    if (have < 8) continue;
    have -= 8;
    bytes[to++] = bits >> have;
  }
  return bytes;
}
