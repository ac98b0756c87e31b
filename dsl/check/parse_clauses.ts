import type { CheckText } from "./check_text.ts";
import type { Cursor } from "./cursor.ts";
import { nearestUnit, quantityHint, readQuantity } from "./quantity.ts";
import { isRelationWord } from "./parse_subject.ts";
import type { Subject } from "./subject.ts";

const DAY_MS = 86_400_000;
/** Longest time that a sentence may have to hold, and that lines of a log may be old. */
const LONGEST_HOLD_MS = DAY_MS;
const LONGEST_WINDOW_MS = 366 * DAY_MS;

/** Reads `of "PATH"`. */
export function parseOf(cursor: Cursor, subject: Subject, texts: CheckText[]): string | undefined {
  const at = cursor.span;
  if (!cursor.take("of")) return undefined;
  if (subject.ofDefault === undefined) cursor.report("check_target", at, `"of" goes with "disk" and not with "${subject.name}"`);
  if (!cursor.isText()) {
    cursor.expected("a path in quotes", `For example: of "${subject.ofDefault ?? "/"}"`);
    if (!cursor.isAtEnd && !cursor.isWord("for", "then", "else")) cursor.next();
    return undefined;
  }
  const { text, span } = cursor;
  cursor.next();
  if (text.trim() === "" || text.includes("\0")) {
    cursor.report("check_target", span, text.includes("\0") ? "The path holds a NUL" : "The path is empty");
  }
  texts.push({ role: "target", value: text, span });
  return text;
}

/** Reads `for DURATION`. */
export function parseFor(cursor: Cursor, subject: Subject): number | undefined {
  if (!cursor.take("for")) return undefined;
  if (cursor.isAtEnd || !/^\d/.test(cursor.written())) {
    cursor.expected("a duration", "For example: for 1m");
    if (!cursor.isAtEnd && !cursor.isWord("then", "else")) cursor.next();
    return undefined;
  }
  const { span } = cursor;
  let { end } = span;
  cursor.next();
  // "for 5 min" is two words and one mistake.
  if (cursor.isOperator("%") || cursor.isWord() && !isRelationWord(cursor.text)) {
    end = cursor.span.end;
    cursor.next();
  }
  const text = cursor.source.slice(span.start, end);
  const found = readQuantity(text);
  if (found?.kind !== "duration") {
    const unit = found === undefined ? nearestUnit(text) : undefined;
    const number = /^[\d.]+/.exec(text)?.[0] ?? "";
    const isFixed = unit !== undefined && readQuantity(`${number}${unit}`)?.kind === "duration";
    const hint = isFixed ? `Write ${number}${unit}` : quantityHint(text, "duration");
    cursor.report("check_unit", { start: span.start, end }, `"for" takes a duration, found ${text.slice(0, 40)}`, hint);
    return undefined;
  }
  const longest = subject.isWindow ? LONGEST_WINDOW_MS : LONGEST_HOLD_MS;
  if (found.value <= 0 || found.value > longest) {
    const most = subject.isWindow ? "366d" : "24h";
    cursor.report("out_of_range", { start: span.start, end }, `"for" takes more than 0s and at most ${most}, found ${text}`);
  }
  return found.value;
}
