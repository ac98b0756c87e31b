import type { TextEdit } from "vscode-languageserver-types";
import { formatDocument } from "../../../dsl/mod.ts";
import type { Analysis } from "./analyse.ts";
import { rangeIn } from "./range_in.ts";

/** The edit that formats a document: one, of what lies between the first and the last difference. None for a document with errors. */
export async function formatEdits({ document, text, hasMark }: Analysis): Promise<TextEdit[]> {
  const { text: formatted } = await formatDocument(document.text, document.file);
  if (formatted === undefined) return [];
  const old = document.text;
  const wanted = old.includes("\r\n") ? formatted.replaceAll("\n", "\r\n") : formatted;
  if (wanted === old) return [];
  let start = 0;
  while (start < old.length && start < wanted.length && old[start] === wanted[start]) start++;
  // A pair of units, and the two characters of a line's end, are not parted.
  while (start > 0 && /[\ud800-\udbff\r]/.test(old[start - 1] ?? "")) start--;
  let same = 0;
  const most = Math.min(old.length, wanted.length) - start;
  while (same < most && old[old.length - 1 - same] === wanted[wanted.length - 1 - same]) same++;
  while (same > 0 && /[\udc00-\udfff\n]/.test(old[old.length - same] ?? "")) same--;
  const range = rangeIn(text, { start, end: old.length - same }, hasMark);
  return [{ range, newText: wanted.slice(start, wanted.length - same) }];
}
