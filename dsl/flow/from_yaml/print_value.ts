import type { Span } from "../../../src/core/mod.ts";
import type { FieldType } from "../../schema/mod.ts";
import type { DocNode, ScalarNode } from "../../tree.ts";
import { NUMBERS } from "../tokens.ts";
import { fieldOf, itemOf, takesWord } from "../value_types.ts";
import type { Comments, YamlComment } from "./comments.ts";
import { entrySpan } from "./lines.ts";
import { isWord, printName, printText, quoteText } from "./print_text.ts";

/** Most columns of a list or map on one line. */
const MAX_COLUMNS = 100;

/** Most columns of a statement that begins with something else. */
const MAX_STATEMENT = 120;

/**
 * Prints a value of a document as flow writes it. Texts with expressions stay texts here; the formatter makes them bare where it can.
 *
 * @param type What stands at its place: decides between words, quantities and texts.
 * @param comments Those within it are taken and stand in it.
 * @param before How many columns its statement has before it.
 */
export function printValue(comments: Comments, node: DocNode, type: FieldType | undefined, before = 0): string {
  if (node.kind === "scalar") return printScalar(node, type);
  const parts = node.kind === "seq"
    ? node.items.map((item) => partOf(comments, printValue(comments, item, itemOf(type)), item.span))
    : node.entries.map((entry) => {
      const text = `${printName(entry.key)}: ${printValue(comments, entry.value, fieldOf(type, entry.key))}`;
      return partOf(comments, text, entrySpan(entry));
    });
  const [open, close] = node.kind === "seq" ? "[]" : "{}";
  const inline = `${open} ${parts.map(({ text }) => text).join(", ")} ${close}`;
  const isLong = inline.length > MAX_COLUMNS || before + inline.length > MAX_STATEMENT && parts.length > 0 || inline.includes("\n") ||
    parts.some((part, index) => part.comments.length > 0 || index > 0 && part.isSpaced);
  return isLong ? [open, ...parts.map(printPart), close].join("\n") : inline;
}

/** An item of a list or map. */
interface Part {
  readonly text: string;
  /** Whether the line above it, or above its first comment, is blank. */
  readonly isSpaced: boolean;
  readonly comments: readonly YamlComment[];
}

function partOf(comments: Comments, text: string, span: Span): Part {
  const own = comments.take(span);
  const first = own.find(({ isBehind }) => !isBehind)?.start ?? Infinity;
  return { text, isSpaced: comments.isSpaced(Math.min(first, span.start)), comments: own };
}

/** An item on lines of its own, with its comments. */
function printPart({ text, isSpaced, comments }: Part): string {
  const behind = comments.filter(({ isBehind }) => isBehind);
  const isOne = behind.length === 1;
  const before = isOne ? comments.filter(({ isBehind }) => !isBehind) : comments;
  return [...isSpaced ? [""] : [], ...before.map((comment) => comment.text), `${text},${isOne ? ` ${behind[0]?.text ?? ""}` : ""}`].join(
    "\n",
  );
}

/** Prints a value that is no list or map. */
export function printScalar(node: ScalarNode, type: FieldType | undefined): string {
  const { value, source } = node;
  if (isTaken(type, "text")) return printText(textOf(node));
  if (typeof value === "number") return numberText(value, source);
  if (typeof value !== "string") return String(value);
  if (takesWord(type) && isWord(value)) return value;
  const isQuantity = isTaken(type, "duration") && isToken(value, "duration") || isTaken(type, "size") && isToken(value, "size");
  return isQuantity ? value : printText(value);
}

/** A scalar as the text that fields of words take it for. */
export function textOf({ value, source }: ScalarNode): string {
  return typeof value === "string" ? value : value === null ? "" : source;
}

/** Prints a scalar as a text on one line. */
export function printLine(node: ScalarNode): string {
  return quoteText(textOf(node));
}

/** Whether a whole text is one token of a kind. */
export function isToken(text: string, kind: "number" | "duration" | "size"): boolean {
  return NUMBERS.some(({ kind: found, pattern }) => {
    pattern.lastIndex = 0;
    return found === kind && pattern.exec(text)?.[0] === text;
  });
}

/** A number as it was written, where flow writes it so. */
function numberText(value: number, source: string): string {
  if (/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(source) && Number(source) === value && !Object.is(value, -0)) return source;
  return Object.is(value, -0) ? "-0.0" : String(value);
}

/** Whether a place takes a kind of value besides lists and maps: of texts only those that take numbers as they are written. */
function isTaken(type: FieldType | undefined, kind: "text" | "duration" | "size"): boolean {
  switch (type?.kind) {
    case "text":
      return kind === "text" && type.words;
    case "union":
      return type.options.some((option) => isTaken(option, kind));
    case "list":
      return type.single && isTaken(type.item, kind);
    default:
      return type?.kind === kind;
  }
}
