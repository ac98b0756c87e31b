import type { Code, Span } from "../../core/mod.ts";
import { decodeSource } from "./decode_source.ts";
import type { GuardFiles } from "./guard_files.ts";
import { pathWithin } from "./guard_paths.ts";
import { GUARD_LIMITS } from "./limits.ts";
import { failureWords } from "./resolve_specifier.ts";

/** A file's text, or why it is not to be had. */
export interface SourceText {
  /** Without a byte order mark; what is no UTF-8 is replaced, undefined when nothing was read. */
  readonly text?: string;
  readonly sizeBytes: number;
  readonly problem?: { readonly code: Code; readonly message: string; readonly span: Span; readonly hint?: string };
}

const NOWHERE: Span = { start: 0, end: 0 };

/**
 * Reads a file that lies within `root`.
 *
 * @param realPath As it was found; where the opened file lies is looked at again.
 */
export async function readSource(files: GuardFiles, realPath: string, root: string, kind: "code" | "json"): Promise<SourceText> {
  const most = kind === "json" ? GUARD_LIMITS.jsonBytes : GUARD_LIMITS.codeBytes;
  let bytes: Uint8Array;
  try {
    const opened = await files.readFile(realPath, most);
    if (pathWithin(root, opened.realPath) === undefined) {
      const message = "The file was replaced by a link that leads out of the folder of the pipeline";
      return { sizeBytes: 0, problem: { code: "script_outside", message, span: NOWHERE } };
    }
    bytes = opened.bytes;
  } catch (error) {
    return { sizeBytes: 0, problem: { code: "script_unreadable", message: `The file ${failureWords(error)}`, span: NOWHERE } };
  }
  if (bytes.length > most) {
    const message = `The file has more than ${most / 1024 / 1024} MiB`;
    return { sizeBytes: bytes.length, problem: { code: "script_too_large", message, span: NOWHERE, hint: "Split it" } };
  }
  const decoded = decodeSource(bytes);
  if (!("badAt" in decoded)) return { text: decoded.text, sizeBytes: bytes.length };
  const { text, badAt, badByte, badValue } = decoded;
  const what = badValue === undefined
    ? "the file ends within a character"
    : `the byte 0x${badValue.toString(16).padStart(2, "0")} begins no character`;
  return {
    text,
    sizeBytes: bytes.length,
    problem: {
      code: "script_unreadable",
      message: `The file is not UTF-8: at byte ${badByte} ${what}`,
      span: { start: badAt, end: badAt + 1 },
      hint: "Save the file as UTF-8",
    },
  };
}
