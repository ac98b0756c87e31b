import type { Span } from "../../src/core/mod.ts";
import type { Problem } from "./problem.ts";
import { entryAbove, type Line, lineAt, prefixOf, recovery } from "./recovery.ts";

/** Whether a problem makes everything behind it doubtful, not only its own line. */
export function isOpenEnded({ code, structural, severity }: Problem): boolean {
  return severity === undefined && (structural === true || code === "yaml_tab");
}

/**
 * The part of a text that has to go for the rest to be read as if the mistake were not there: from its line to the next one that looks like
 * an entry of the same collection or of one around it. The dash of a list's item stays, so that what follows is not taken for a part of the
 * item before.
 */
export function damageOf(problem: Problem, text: string): Span {
  const line = lineAt(text, Math.min(problem.start, problem.related?.start ?? problem.start));
  const prefix = prefixOf(text, line);
  const isMisplaced = problem.code === "yaml_indent" || prefix.includes("\t");
  if (!isMisplaced) return { start: line.start + prefix.length, end: recovery(text, line, prefix.length) };
  return { start: line.start, end: recovery(text, line, limitOf(text, line, prefix)) };
}

/** How far the next entry may be indented, of a line whose own indentation is wrong. */
function limitOf(text: string, line: Line, prefix: string): number {
  const hasDash = prefix.includes("-");
  const above = entryAbove(text, line);
  const own = hasDash ? prefix.indexOf("-") : prefix.length;
  if (above === undefined) return own;
  const abovePrefix = prefixOf(text, above);
  const dash = abovePrefix.indexOf("-");
  if (!hasDash) return Math.max(own, abovePrefix.length);
  return dash >= 0 ? Math.max(own, dash) : Math.max(own, dashAbove(text, above));
}

/** The column of the nearest dash above a line. */
function dashAbove(text: string, from: Line): number {
  for (let line: Line | undefined = from; line !== undefined; line = entryAbove(text, line)) {
    const column = prefixOf(text, line).indexOf("-");
    if (column >= 0) return column;
    if (prefixOf(text, line) === "") return 0;
  }
  return 0;
}

/** The text with spaces in place of a part, so that every place stays where it was. */
export function blankOut(text: string, { start, end }: Span): string {
  return text.slice(0, start) + text.slice(start, end).replaceAll(/[^\r\n]/g, " ") + text.slice(end);
}
