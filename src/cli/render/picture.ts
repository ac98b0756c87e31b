import stringWidth from "string-width";
import { printable } from "./printable.ts";
import type { Paint } from "./style.ts";

/** Longest piece of a source line that is shown, in UTF-16 units. */
const SHOWN = 160;

/**
 * A source line and the caret line under it; of a long line only what is around the place.
 *
 * @param column Where the carets begin, from 1, in UTF-16 units.
 * @param length How much they mark, at least one character.
 */
export function picture(text: string, column: number, length: number, paint: Paint): string[] {
  const at = column - 1;
  const start = text.length <= SHOWN ? 0 : Math.max(0, at - SHOWN / 2);
  const end = Math.min(text.length, start + SHOWN);
  const shown = printable(text.slice(start, end));
  const before = printable(text.slice(start, at));
  const marked = Math.max(1, stringWidth(printable(text.slice(at, Math.min(end, at + Math.max(1, length))))));
  const lead = start > 0 ? "…" : "";
  // Tabs stay tabs, so that the caret stands right whatever their width.
  const indent = [...before].map((c) => c === "\t" ? c : " ".repeat(stringWidth(c))).join("");
  return [`${lead}${shown}${end < text.length ? "…" : ""}`, `${" ".repeat(lead.length)}${indent}${paint("red", "^".repeat(marked))}`];
}
