import type { Diagnostic } from "../../src/core/mod.ts";
import { MAX_BYTES } from "./limits.ts";
import { textWords, tooLarge } from "./text_problem.ts";

/** A decoded document. */
export interface DecodedText {
  /** Without its byte order mark. Where bytes were no UTF-8 it has U+FFFD, so that the diagnostic's line can still be drawn. */
  readonly text: string;
  /** What forbids using the text: `yaml_encoding`, `yaml_too_large`; of a flow file `flow_encoding`, `flow_too_large`. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Decodes a document's bytes and strips a byte order mark. This is where the mark goes: every span of every reader counts in the text
 * without it.
 *
 * @param bytes The file's content, UTF-8; above 8 MiB it is not decoded.
 * @param file The file's name for diagnostics.
 *
 * @example
 * ```ts
 * const { text, diagnostics } = decodeUtf8(new TextEncoder().encode("\uFEFFname: a\n"), "a.yaml");
 * console.assert(text === "name: a\n" && diagnostics.length === 0);
 * ```
 */
export function decodeUtf8(bytes: Uint8Array, file: string): DecodedText {
  if (bytes.length > MAX_BYTES) return { text: "", diagnostics: [tooLarge(bytes.length, file)] };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), diagnostics: [] };
  } catch {
    return undecodable(bytes, file);
  }
}

function undecodable(bytes: Uint8Array, file: string): DecodedText {
  const text = new TextDecoder().decode(bytes);
  const bad = firstBadByte(bytes);
  const start = new TextDecoder().decode(bytes.subarray(0, bad)).length;
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe || bytes[0] === 0xfe && bytes[1] === 0xff;
  const byte = (bytes[bad] ?? 0).toString(16).toUpperCase().padStart(2, "0");
  return {
    text,
    diagnostics: [{
      severity: "error",
      code: textWords(file).encoding,
      message: isUtf16 ? "The file is UTF-16, a document is UTF-8" : `The byte 0x${byte} (at ${bad}) is no UTF-8`,
      file,
      span: { start, end: Math.min(start + 1, text.length) },
    }],
  };
}

/** Where the longest good prefix ends, found by halving. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (decodes(bytes.subarray(0, middle), true)) good = middle;
    else bad = middle;
  }
  // A streaming decoder takes a character's first bytes on trust: go back to where it began.
  while (good > 0 && !decodes(bytes.subarray(0, good), false)) good--;
  return good;
}

function decodes(bytes: Uint8Array, stream: boolean): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}
