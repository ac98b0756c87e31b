import type { Json, JsonObject } from "../../src/core/mod.ts";
import { isList } from "./is_list.ts";
import { isObject } from "./is_object.ts";
import { type Quotes, type ScalarContext, writeKey, writeScalar } from "./write_scalar.ts";

/** How a document is laid out. */
export interface Layout {
  /** Columns that a level is indented by. */
  readonly step: number;
  /** Columns that dashes are indented by under their key. */
  readonly dash: number;
  /** What ends a line. */
  readonly eol: string;
  readonly isJson: boolean;
}

/** A value in a block: what stands behind its key or dash, and the lines below, indented, without line ends. */
export interface Written {
  readonly head: string;
  readonly body: readonly string[];
}

/** How a value is written. */
export interface WriteOptions {
  /** Whether it has to stand on one line. */
  readonly isInline?: boolean;
  /** Whether collections stand in lines of their own even where they would fit on one. */
  readonly isBlock?: boolean;
  /** The quotes of a text. */
  readonly quotes?: Quotes;
}

/** Most columns of a line with a collection in brackets. */
const MAX_COLUMNS = 100;

/**
 * A value behind a key.
 *
 * @param column Where the key stands, or -`step` for a document's root.
 */
export function writeEntryValue(value: Json, column: number, layout: Layout, options: WriteOptions = {}): Written {
  const inline = inlineOf(value, column, layout, options);
  if (inline !== undefined) return inline;
  if (isList(value)) return { head: "", body: writeItems(value, column < 0 ? 0 : column + layout.dash, layout) };
  return { head: "", body: isObject(value) ? writeEntries(value, column + layout.step, layout) : [] };
}

/**
 * A value behind a dash.
 *
 * @param column Where the dash stands.
 */
export function writeItemValue(value: Json, column: number, layout: Layout, options: WriteOptions = {}): Written {
  // Maps in lists stand in lines of their own: they are tasks, steps, rules.
  const inline = inlineOf(value, column, layout, isObject(value) ? { ...options, isBlock: true } : options);
  if (inline !== undefined) return inline;
  const lines = isList(value) ? writeItems(value, column + 2, layout) : isObject(value) ? writeEntries(value, column + 2, layout) : [];
  const [first = "", ...body] = lines;
  return { head: first.slice(column + 2), body };
}

/** The lines of a map's entries. */
export function writeEntries(entries: JsonObject, column: number, layout: Layout, options: WriteOptions = {}): string[] {
  return Object.entries(entries).flatMap(([key, value]) => {
    const { head, body } = writeEntryValue(value, column, layout, options);
    const name = writeKey(key, { isFlow: false, isJson: layout.isJson });
    return [`${" ".repeat(column)}${name}:${head === "" ? "" : ` ${head}`}`, ...body];
  });
}

/** The lines of a list's items. */
export function writeItems(items: readonly Json[], column: number, layout: Layout, options: WriteOptions = {}): string[] {
  return items.flatMap((item) => {
    const { head, body } = writeItemValue(item, column, layout, options);
    return [`${" ".repeat(column)}- ${head}`, ...body];
  });
}

/** A value within brackets, on one line. */
export function writeFlow(value: Json, isJson: boolean, quotes?: Quotes): string {
  const context: ScalarContext = { isFlow: true, isJson };
  if (isList(value)) return `[${value.map((item) => writeFlow(item, isJson)).join(", ")}]`;
  if (!isObject(value)) return writeScalar(value, context, quotes);
  const entries = Object.entries(value).map(([key, item]) => `${writeKey(key, context)}: ${writeFlow(item, isJson)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** A value that stands behind its key or dash: scalars, short and empty collections. */
function inlineOf(value: Json, column: number, layout: Layout, { isInline, isBlock, quotes }: WriteOptions): Written | undefined {
  if (typeof value === "string" && isInline !== true && quotes !== "double" && !layout.isJson) {
    const literal = writeLiteral(value, column + layout.step);
    if (literal !== undefined) return literal;
  }
  if (!isList(value) && !isObject(value)) return { head: writeScalar(value, { isFlow: false, isJson: layout.isJson }, quotes), body: [] };
  const isEmpty = Object.keys(value).length === 0;
  const isTopMap = column <= 0 && isObject(value);
  if (!isEmpty && isInline !== true && (isBlock === true || isTopMap || !isShort(value))) return undefined;
  const head = writeFlow(value, layout.isJson);
  return isEmpty || isInline === true || column + head.length < MAX_COLUMNS ? { head, body: [] } : undefined;
}

/** Most parts of a collection in brackets. */
const MAX_PARTS = 8;

/** Whether a collection reads well in brackets: few parts, no collections in a list, no text of several lines. */
function isShort(value: Json): boolean {
  if (typeof value === "string") return !value.includes("\n");
  if (isList(value)) return value.length <= MAX_PARTS && value.every((item) => !isObject(item) && !isList(item) && isShort(item));
  return !isObject(value) || Object.keys(value).length <= MAX_PARTS && Object.values(value).every(isShort);
}

/** A text of several lines as it is; undefined when it has to stand in quotes. */
export function writeLiteral(text: string, column: number): Written | undefined {
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  // deno-lint-ignore no-control-regex
  if (!text.includes("\n") || /^[ \t\n]|^$|\n$|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\u2028\u2029\ufffe\uffff]/.test(body)) {
    return undefined;
  }
  const indent = " ".repeat(column);
  return { head: text === body ? "|-" : "|", body: body.split("\n").map((line) => line === "" ? "" : indent + line) };
}
