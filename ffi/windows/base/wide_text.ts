/** A NUL-terminated text of 16-bit units, as Windows' functions whose names end in W take it. The text holds no NUL character. */
export function wideText(text: string): Uint8Array<ArrayBuffer> {
  const units = new Uint16Array(text.length + 1);
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at);
  return new Uint8Array(units.buffer);
}

/** Texts one behind the other, as an environment block has them: NUL after each, and one more at the end. */
export function wideTexts(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  return wideText(`${texts.join("\0")}${texts.length === 0 ? "" : "\0"}\0`);
}
