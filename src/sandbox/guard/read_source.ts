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
  readonly problem?: {
    readonly code: Code;
    /** Follows the file's name in a sentence. */
    readonly what: string;
    /** Absent when the file was not read, so that it is told where it was named. */
    readonly span?: Span;
    readonly hint?: string;
  };
}

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
      return {
        sizeBytes: 0,
        problem: { code: "script_outside", what: "was replaced by a link that leads out of the folder of the pipeline" },
      };
    }
    bytes = opened.bytes;
  } catch (error) {
    return { sizeBytes: 0, problem: { code: "script_unreadable", what: failureWords(error) } };
  }
  if (bytes.length > most) {
    return {
      sizeBytes: bytes.length,
      problem: { code: "script_too_large", what: `has more than ${most / 1024 / 1024} MiB`, hint: "Split it" },
    };
  }
  const decoded = decodeSource(bytes);
  if (!("badAt" in decoded)) return { text: decoded.text, sizeBytes: bytes.length };
  const { text, badAt, badByte, badValue } = decoded;
  const found = badValue === undefined
    ? "the file ends within a character"
    : `the byte 0x${badValue.toString(16).padStart(2, "0")} begins no character`;
  return {
    text,
    sizeBytes: bytes.length,
    problem: {
      code: "script_unreadable",
      what: `is not UTF-8: at byte ${badByte} ${found}`,
      span: { start: badAt, end: badAt + 1 },
      hint: "Save the file as UTF-8",
    },
  };
}
