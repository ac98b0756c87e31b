import { coreScalar } from "../yaml/core_scalar.ts";

/** How a text was written that another one takes the place of. */
export type Quotes = "plain" | "single" | "double";

/** Where a scalar is written. */
export interface ScalarContext {
  /** Within brackets. */
  readonly isFlow: boolean;
  /** Whether the document is JSON and has to stay so. */
  readonly isJson: boolean;
}

/** What may begin no plain text, or does for other readers. */
const FIRST = /^[\s\-?:,[\]{}#&*!|>'"%@`]/;

/** What ends a plain text, or cannot stand in one. */
// deno-lint-ignore no-control-regex
const INNER = /: |:$| #|[\u0000-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]|\s$/;

/** What other readers than this one, YAML 1.1 among them, take for something else than a text. */
const DOUBTFUL = /^(?:y|yes|n|no|on|off|=|<<|[-+]?\d[\d_:.,]*|\d{4}-\d\d?-\d\d?.*)$/i;

/** Doubtful words, of which no key is anything else than a text. */
const WORD = /^(?:y|yes|n|no|on|off)$/i;

/** A scalar on one line. Texts keep the quotes that they had where these can hold them. */
export function writeScalar(
  value: null | boolean | number | bigint | string,
  { isFlow, isJson }: ScalarContext,
  quotes: Quotes = "plain",
): string {
  if (typeof value === "number") return writeNumber(value);
  if (typeof value !== "string") return String(value);
  if (isJson || quotes === "double") return inDouble(value);
  if (quotes === "plain" && isPlain(value, isFlow)) return value;
  // Code with quotes of its own stays readable in single ones.
  const isSingle = quotes === "single" || /["\\]/.test(value) && !value.includes("'");
  return isSingle && !INNER.test(value.replaceAll(/: |:$| #|\s$/g, "")) ? `'${value.replaceAll("'", "''")}'` : inDouble(value);
}

/** A key. */
export function writeKey(key: string, { isFlow, isJson }: ScalarContext): string {
  // Words such as `on` are keys that everybody writes without quotes.
  return !isJson && (WORD.test(key) || isPlain(key, true) && !(isFlow && key.includes(":"))) ? key : inDouble(key);
}

/** Whether a text is read as it stands, by this reader and by others. */
function isPlain(text: string, isFlow: boolean): boolean {
  if (FIRST.test(text) && !/^-{1,2}[A-Za-z]/.test(text) || INNER.test(text) || DOUBTFUL.test(text)) return false;
  if (isFlow && /[,[\]{}]|:["']/.test(text)) return false;
  return text !== "" && !text.includes("\t") && typeof coreScalar(text) === "string" && !/^(?:---|\.\.\.)/.test(text);
}

function writeNumber(value: number): string {
  if (Number.isNaN(value)) return ".nan";
  if (!Number.isFinite(value)) return value > 0 ? ".inf" : "-.inf";
  const text = String(value);
  // Without its exponent a large one would be read as an integer of all those digits.
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? value.toExponential() : text;
}

function inDouble(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (ch) => `\\u${ch.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
