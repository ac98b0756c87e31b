/** Secrets shorter than this are masked as they are and in no encoding, whose few characters would occur everywhere. */
const SHORTEST_ENCODED_BYTES = 4;

/** Shorter lines of a secret of several lines, such as the braces of a JSON key, are no secret of their own. */
const SHORTEST_LINE = 4;

const encoder = new TextEncoder();

/**
 * Every form in which a secret is looked for in output, as bytes:
 *
 * - the text itself, without surrounding blanks, and each of its lines of at least 4 characters;
 * - base64 in both alphabets, also as a part of something longer (all three alignments, without the characters that neighbours share);
 * - hexadecimal in both cases;
 * - percent-encoded as in URLs and forms, JSON-escaped, and quoted for a POSIX shell.
 *
 * Encodings are left out for secrets of fewer than 4 bytes.
 */
export function formsOf(secret: string): Uint8Array[] {
  const forms = new Set<string>();
  for (const text of textsOf(secret)) {
    forms.add(text);
    if (encoder.encode(text).length >= SHORTEST_ENCODED_BYTES) { for (const form of encodedForms(text)) forms.add(form); }
  }
  forms.delete("");
  return Array.from(forms, (form) => encoder.encode(form));
}

/** Forms in which a secret is looked for in messages that may show only its beginning. */
export function cutFormsOf(secret: string): string[] {
  return [...textsOf(secret)].flatMap((text) => [text, JSON.stringify(text).slice(1, -1)]);
}

function textsOf(secret: string): Set<string> {
  const lines = secret.split(/\r\n|\n|\r/);
  const texts = new Set<string>();
  for (const text of [secret, lines.join("\n"), lines.join("\r\n")]) texts.add(text).add(text.trim());
  if (lines.length > 1) { for (const line of lines.map((each) => each.trim())) if (line.length >= SHORTEST_LINE) texts.add(line); }
  texts.delete("");
  return texts;
}

function* encodedForms(text: string): Iterable<string> {
  const bytes = encoder.encode(text);
  for (const form of base64Forms(bytes)) {
    yield form;
    yield form.replaceAll("+", "-").replaceAll("/", "_");
  }
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  yield hex;
  yield hex.toUpperCase();
  yield* percentForms(text);
  const json = JSON.stringify(text).slice(1, -1);
  yield json;
  yield json.replaceAll("/", "\\/");
  yield json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  yield text.replaceAll("'", "'\\''");
}

/** Base64 of the bytes alone, and what is certain of it when it begins one or two bytes into a group. */
function* base64Forms(bytes: Uint8Array): Iterable<string> {
  const alone = base64(bytes);
  yield alone;
  for (const before of [0, 1, 2]) {
    const shifted = new Uint8Array(before + bytes.length);
    shifted.set(bytes, before);
    // Characters 0, 1 or 2 of the first group hold bits of what stands before; the last one may hold bits of what follows.
    const first = [0, 2, 3][before] ?? 0;
    yield base64(shifted).slice(first, Math.floor(shifted.length * 8 / 6));
  }
}

function base64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function* percentForms(text: string): Iterable<string> {
  const wellFormed = text.toWellFormed();
  const component = encodeURIComponent(wellFormed);
  const strict = component.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  const form = new URLSearchParams([["", wellFormed]]).toString().slice(1);
  // What the parser of addresses makes of text pasted into one, as `fetch` and error messages show it.
  const parsed = new URL("http://h/");
  parsed.search = wellFormed;
  for (
    const each of [
      component,
      component.replaceAll("%2F", "/"),
      strict,
      form,
      strict.replaceAll("%20", "+"),
      encodeURI(wellFormed),
      parsed.search.slice(1),
    ]
  ) {
    yield each;
    yield each.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase());
  }
}
