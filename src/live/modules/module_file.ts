import { createHash } from "node:crypto";
import * as nodePath from "node:path";
import { decodeUtf8, isFlowFile, isModuleFile } from "../../../dsl/mod.ts";
import { AppError, type DocumentLanguage } from "../../core/mod.ts";
import { systemReason } from "../../platform/mod.ts";
import { stampOf } from "../watcher/mod.ts";

const MARK = "\uFEFF";

/** A document's file as it is now. */
export interface FileContent {
  /** Without its byte order mark. */
  readonly text: string;
  /** Its first character where it has one, so that writing it back keeps it. */
  readonly mark: "" | typeof MARK;
}

/**
 * Reads a document's file.
 *
 * @returns undefined when there is none.
 * @throws AppError `file_unreadable`, also for bytes that are no UTF-8.
 */
export function readModuleFile(path: string): FileContent | undefined {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return undefined;
    throw new AppError("file_unreadable", `Cannot read ${path}: ${systemReason(cause)}`, { cause });
  }
  const { text, diagnostics: [problem] } = decodeUtf8(bytes, path);
  if (problem !== undefined) throw new AppError("file_unreadable", `Cannot read ${path}: ${problem.message}`);
  return { text, mark: hasMark(bytes) ? MARK : "" };
}

/** How a file was when it was looked at. */
export interface FileMark {
  /** Differs whenever the content may: it costs no reading. Empty for a file that is not there. */
  readonly stamp: string;
  /** Of the content without a byte order mark; empty for a file that cannot be read. */
  readonly hash: string;
}

/** How a file is now. */
export function markOf(path: string): FileMark {
  const stamp = stampOfFile(path);
  return { stamp, hash: hashOfFile(path) };
}

/** How a file is that holds this text, without a byte order mark. @param stamp Taken before it was read, or after it was written. */
export function markOfText(path: string, text: string, stamp = stampOfFile(path)): FileMark {
  return { stamp, hash: createHash("sha256").update(text).digest("hex") };
}

/** How files are now. */
export function marksOf(paths: Iterable<string>): Map<string, FileMark> {
  return new Map(Array.from(paths, (path) => [path, markOf(path)]));
}

/**
 * Whether a file's content is what it was; read only where it looks different.
 *
 * @param stamp How it looks now, where that is known.
 */
export function isAsMarked(path: string, mark: FileMark, stamp = stampOfFile(path)): boolean {
  return stamp === mark.stamp || hashOfFile(path) === mark.hash;
}

/** Differs whenever the content of a file may; empty when it is not there. */
export function stampOfFile(path: string): string {
  const now = Date.now();
  try {
    return stampOf(Deno.statSync(path), now);
  } catch {
    return "";
  }
}

function hashOfFile(path: string): string {
  try {
    const bytes = Deno.readFileSync(path);
    return createHash("sha256").update(hasMark(bytes) ? bytes.subarray(3) : bytes).digest("hex");
  } catch {
    return "";
  }
}

function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** The language that a file's name says. */
export function languageOf(path: string): DocumentLanguage {
  if (isModuleFile(path)) return "module";
  return isFlowFile(path) ? "flow" : "yaml";
}

/** Where a pipeline that comes without a file is written. */
export function newFileFor(folder: string, name: string): string {
  return nodePath.join(folder, `${name}.yaml`);
}
