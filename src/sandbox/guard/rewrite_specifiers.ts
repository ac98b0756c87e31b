import type { Span } from "../../core/mod.ts";
import { EDITOR_LINE_ENDS, type LinePlace, SCRIPT_LINE_ENDS, TextLines } from "./text_lines.ts";

/** One string literal to put another in the place of. */
export interface SpecifierEdit {
  /** The literal, quotes included. */
  readonly span: Span;
  /** Holds neither quotes nor backslashes. */
  readonly specifier: string;
}

/** A text with its specifiers rewritten. */
export interface Rewritten {
  readonly text: string;
  /** Where a place of `text` stands in `original`; inside of a rewritten specifier: where that began. */
  locate(place: LinePlace, original: string): LinePlace | undefined;
}

/** Rewrites specifiers; lines stay, since a literal that went over several keeps its line ends. */
export function rewriteSpecifiers(code: string, edits: readonly SpecifierEdit[]): Rewritten {
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start);
  const pieces: string[] = [];
  const shifts: { readonly at: number; readonly length: number; readonly span: Span }[] = [];
  let done = 0;
  let written = 0;
  for (const { span, specifier } of ordered) {
    const lines = code.slice(span.start, span.end).match(SCRIPT_LINE_ENDS)?.join("") ?? "";
    const literal = `"${specifier}"${lines}`;
    pieces.push(code.slice(done, span.start), literal);
    written += span.start - done;
    shifts.push({ at: written, length: literal.length, span });
    written += literal.length;
    done = span.end;
  }
  const text = pieces.join("") + code.slice(done);
  let lines: { readonly written: TextLines; readonly original: TextLines } | undefined;
  return {
    text,
    locate(place, original) {
      lines ??= { written: new TextLines(text, SCRIPT_LINE_ENDS), original: new TextLines(original, EDITOR_LINE_ENDS) };
      const offset = lines.written.offset(place);
      return offset === undefined ? undefined : lines.original.place(originalOffset(offset, shifts));
    },
  };
}

function originalOffset(offset: number, shifts: readonly { at: number; length: number; span: Span }[]): number {
  const last = shifts.findLast(({ at }) => at <= offset);
  if (last === undefined) return offset;
  return offset < last.at + last.length ? last.span.start : offset - last.at - last.length + last.span.end;
}
