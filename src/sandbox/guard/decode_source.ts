/** A file's text, or where it stops being UTF-8. */
export type Decoded =
  | { readonly text: string }
  | {
    /** The text with a replacement character for each byte that is none. */
    readonly text: string;
    /** Offset in `text` of the first replacement. */
    readonly badAt: number;
    /** Its byte, counted from 1, and that byte's value; undefined when the file ends within a character. */
    readonly badByte: number;
    readonly badValue: number | undefined;
  };

/** Decodes UTF-8 strictly; a byte order mark is left out. */
export function decodeSource(bytes: Uint8Array): Decoded {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    const valid = validPrefix(bytes);
    const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
    const byte = new TextEncoder().encode(valid).length + mark;
    return { text: new TextDecoder().decode(bytes), badAt: valid.length, badByte: byte + 1, badValue: bytes[byte] };
  }
}

/** The text of the longest beginning that is UTF-8. */
function validPrefix(bytes: Uint8Array): string {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decodePart(bytes.subarray(0, middle)) === undefined) high = middle - 1;
    else low = middle;
  }
  return decodePart(bytes.subarray(0, low)) ?? "";
}

/** As far as it is complete; undefined when it is wrong. */
function decodePart(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}
