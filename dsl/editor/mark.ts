import { isText } from "../document/reading.ts";
import type { Place } from "./place.ts";

/** A word that no document has, put where something is to be completed; it is a name in YAML, flow and expressions. */
export const MARK = "executor_completes_here";

/** A document's text with the mark. */
export interface MarkedText {
  readonly text: string;
  /** Whether the mark was made a key of a map. */
  readonly isMap: boolean;
}

/** The texts in which the mark stands at a place, the likeliest first. */
export function markedTexts(text: string, offset: number, isFlow: boolean): readonly MarkedText[] {
  const before = text.slice(0, offset);
  const after = text.slice(offset);
  const rest = /^[\w-]*/.exec(after)?.[0] ?? "";
  const asWord = { text: `${before}${MARK}${after}`, isMap: false };
  const asKey = { text: `${before}${MARK}${rest}: ${isFlow ? "0" : ""}${after.slice(rest.length)}`, isMap: true };
  if (isFlow) return [asWord, asKey];
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const lineEnd = /^[^\r\n]*/.exec(after.slice(rest.length))?.[0] ?? "";
  if (!/^\s*(?:- +)*[\w-]*$/.test(line) || !/^\s*(?:#.*)?$/.test(lineEnd)) return [asWord];
  return line.includes("-") ? [asWord, asKey] : [asKey, asWord];
}

/** Whether a place holds the mark. */
export function isMarked(place: Place): boolean {
  return place.kind === "key" ? place.key.includes(MARK) : isText(place.node) && place.node.value.includes(MARK);
}
