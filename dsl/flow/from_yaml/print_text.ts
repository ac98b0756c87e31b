import { KEYWORDS, RESERVED } from "../../expr/tokens.ts";

// What an editor does not show, or shows as a line's end.
// deno-lint-ignore no-control-regex
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

/** A text in quotes, on one line: in those that leave it as it is, where there are any. */
export function quoteText(text: string): string {
  const isPlain = !HIDDEN.test(text) && !/[\t\n]/.test(text);
  const quote = !text.includes('"') ? '"' : "'";
  if (isPlain && !text.includes(quote)) return `${text.includes("\\") ? "r" : ""}${quote}${text}${quote}`;
  return JSON.stringify(text).replaceAll(new RegExp(HIDDEN, "g"), escaped);
}

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A text in quotes, in three of them where that shows its lines, or quotes and backslashes, as they are. */
export function printText(text: string): string {
  const hasLines = text.slice(0, -1).includes("\n") || text.endsWith("\n") && /["\\]/.test(text);
  return hasLines && !/^[ \t]*"""/m.test(text) && !HIDDEN.test(text) ? `"""\n${text}\n"""` : quoteText(text);
}

/** A name, in quotes where it is no identifier. */
export function printName(text: string): string {
  return isIdentifier(text) ? text : quoteText(text);
}

/** Whether a word can stand for itself as a value. */
export function isWord(text: string): boolean {
  return isIdentifier(text) && !KEYWORDS.has(text) && !RESERVED.has(text);
}

/** Whether a text is a name without quotes, whatever its letters' forms. */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}
