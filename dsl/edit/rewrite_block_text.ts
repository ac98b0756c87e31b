import { blockIndentation } from "../yaml/block_offsets.ts";
import type { ScalarPlace } from "./place.ts";
import type { Written } from "./write_value.ts";

/** `|` or `>` with what may stand behind it. */
const HEADER = /^([|>])([-+]?)([1-9]?)([-+]?)/;

/**
 * Another text in the place of a `|` or `>` one, in its style and indentation; lines that both have stay as they were written.
 *
 * @param text The document.
 * @returns Undefined when the style cannot hold it, or would be the wrong one for a text of one line.
 */
export function rewriteBlockText(text: string, place: ScalarPlace, value: string): Written | undefined {
  const [header = "", style, before = "", digit = "", after = ""] = HEADER.exec(text.slice(place.at, place.at + 4)) ?? [];
  const chomp = before + after;
  const ending = /\n*$/.exec(value)?.[0].length ?? 0;
  if (header === "" || digit !== "" || ending > 1 || value === "\n".repeat(ending)) return undefined;
  if (ending === 0 && chomp !== "-" && !value.includes("\n")) return undefined;
  // deno-lint-ignore no-control-regex
  if (/^\n*[ \t]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\u2028\u2029\ufffe\uffff]/.test(value)) return undefined;
  const raw = text.slice(place.at, place.end).split(/\r?\n/).slice(1);
  const indent = " ".repeat(Math.max(1, blockIndentation(raw, String(place.value))));
  const content = ending === 1 ? value.slice(0, -1) : value;
  const lines = style === "|" ? literalLines(raw, content, indent) : foldedLines(raw, content, indent);
  if (lines === undefined) return undefined;
  const kept = chomp === "+" && ending === 1 ? "+" : "";
  return { head: `${style}${ending === 0 ? "-" : kept}`, body: lines };
}

function literalLines(raw: readonly string[], content: string, indent: string): string[] {
  const old = raw.map((line) => ({ text: line.slice(indent.length), raw: [line] }));
  return reused(old, content.split("\n").map((line) => ({ text: line, raw: [line === "" ? "" : indent + line] })));
}

/** A paragraph, or a blank line that is part of the text. */
interface Piece {
  readonly text: string;
  readonly raw: readonly string[];
}

/** Every line end of the text is a blank line more; undefined where white space at a line's beginning would keep lines apart. */
function foldedLines(raw: readonly string[], content: string, indent: string): string[] | undefined {
  if (/(?:^|\n)[ \t]/.test(content) || raw.some((line) => /^[ \t]/.test(line.slice(indent.length)))) return undefined;
  const old: Piece[] = [];
  for (const line of raw) {
    const text = line.slice(indent.length);
    const last = old.at(-1);
    if (text === "" || last === undefined || last.text === "") old.push({ text, raw: [line] });
    else old[old.length - 1] = { text: `${last.text} ${text}`, raw: [...last.raw, line] };
  }
  const pieces = content.split(/(\n+)/).flatMap((part, i): Piece[] => {
    if (i % 2 === 0) return part === "" ? [] : [{ text: part, raw: [indent + part] }];
    return Array.from(part, () => ({ text: "", raw: [""] }));
  });
  return reused(old, pieces);
}

/** The lines of the new pieces, those of the old text where they are the same at its beginning and end. */
function reused(old: readonly Piece[], pieces: readonly Piece[]): string[] {
  const most = Math.min(old.length, pieces.length);
  let head = 0;
  while (head < most && old[head]?.text === pieces[head]?.text) head++;
  let tail = 0;
  while (tail < most - head && old[old.length - 1 - tail]?.text === pieces[pieces.length - 1 - tail]?.text) tail++;
  return pieces.flatMap(({ raw }, i) => {
    if (i < head) return old[i]?.raw ?? raw;
    return i >= pieces.length - tail ? old[i - pieces.length + old.length]?.raw ?? raw : raw;
  });
}
