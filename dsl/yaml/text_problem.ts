import type { Code, Diagnostic } from "../../src/core/mod.ts";
import { isFlowFile } from "../is_flow_file.ts";
import { MAX_BYTES } from "./limits.ts";

// What YAML 1.2.2, section 5.1, does not let stand in a document. Lone surrogates are found separately.
// deno-lint-ignore no-control-regex
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

/** What the mistakes that every language shares are called in each. */
interface TextWords {
  readonly binary: Code;
  readonly encoding: Code;
  readonly tooLarge: Code;
  readonly noun: string;
}

const YAML: TextWords = { binary: "yaml_binary", encoding: "yaml_encoding", tooLarge: "yaml_too_large", noun: "YAML" };
const FLOW: TextWords = { binary: "flow_syntax", encoding: "flow_encoding", tooLarge: "flow_too_large", noun: "a flow file" };

/** The codes for a file, by its name. */
export function textWords(file: string): TextWords {
  return isFlowFile(file) ? FLOW : YAML;
}

/**
 * Finds what makes a text no YAML, or no flow, at all, before any reader spends time on it: too much of it, bytes of something that is no text, halves of
 * characters.
 *
 * @param text Without a byte order mark.
 * @returns The first problem, undefined when there is none.
 */
export function textProblem(text: string, file: string): Diagnostic | undefined {
  if (text.length * 3 > MAX_BYTES && sizeBytes(text) > MAX_BYTES) return tooLarge(sizeBytes(text), file);
  const at = text.search(UNPRINTABLE);
  if (at !== -1) {
    const code = text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0");
    return {
      severity: "error",
      code: textWords(file).binary,
      message: `The control character U+${code} cannot stand in ${textWords(file).noun}`,
      file,
      span: { start: at, end: at + 1 },
      hint: at > 0 && text.charCodeAt(at) !== 0 ? `In double quotes it is written "\\x${code.slice(2)}"` : "Is this a text file?",
    };
  }
  const lone = text.search(/\r(?!\n)/);
  if (lone !== -1) {
    return {
      severity: "error",
      code: textWords(file).binary,
      message: "A carriage return stands without its line feed",
      file,
      span: { start: lone, end: lone + 1 },
      hint: "Save the file with LF or CRLF line ends",
    };
  }
  if (!text.isWellFormed()) {
    const half = text.search(/\p{Surrogate}/u);
    return {
      severity: "error",
      code: textWords(file).encoding,
      message: `Half of a character (U+${text.charCodeAt(half).toString(16).toUpperCase()}) stands alone`,
      file,
      span: { start: half, end: half + 1 },
    };
  }
  return undefined;
}

/** The diagnostic of a document of `size` bytes. */
export function tooLarge(size: number, file: string): Diagnostic {
  return {
    severity: "error",
    code: textWords(file).tooLarge,
    message: `The document has ${size.toLocaleString("en")} bytes, more than the ${MAX_BYTES / 1024 / 1024} MiB that one may have`,
    file,
    span: { start: 0, end: 0 },
  };
}

/** How many bytes the text has as UTF-8; stops counting early, but never below the limit. */
function sizeBytes(text: string): number {
  if (text.length > MAX_BYTES) return text.length;
  return new TextEncoder().encode(text).length;
}
