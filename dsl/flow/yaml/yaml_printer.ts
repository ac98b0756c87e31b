import type { Span } from "../../../src/core/mod.ts";
import type { DocNode, MapEntry, MapNode, ScalarNode, SeqNode } from "../../tree.ts";
import { printKey, printLines, printText } from "./print_text.ts";

/** Most columns of a list or map on one line. */
const MAX_COLUMNS = 100;

/** What stands before an offset that is spaced: an empty line, blanks, and words that YAML does not have. */
const SPACED = /\n\n *(?:(?:config|param|secret|on) )?$/;

/** Most columns before a statement that are looked at: the blanks of the deepest block, and a word. */
const MAX_INDENT = 512;

/**
 * Prints a tree as YAML: lists and maps on lines of their own where they are long, comments before or behind what they stood at, an empty
 * line where one was. The source has the form that `fmt` gives it.
 */
export class YamlPrinter {
  readonly #source: string;
  readonly #comments: readonly Span[];
  readonly #lines: string[] = [];
  #next = 0;
  /** Whether the line above is the head of a list or map, below which no line is empty. */
  #isBehindHead = true;

  constructor(source: string, comments: readonly Span[]) {
    this.#source = source;
    this.#comments = comments;
  }

  /** The text of a whole document. */
  print(root: MapNode): string {
    this.#map({ ...root, entries: root.entries.toSorted((a, b) => a.keySpan.start - b.keySpan.start) }, "");
    this.#commentsBefore(this.#source.length + 1, "");
    return `${this.#lines.join("\n")}\n`;
  }

  /** Prints a map's entries; what stands before the first one of them on its line is `lead`. */
  #map(node: MapNode, indent: string, lead = indent): void {
    let before = lead;
    const [first] = node.entries;
    for (const entry of node.entries) {
      const { start } = entry.keySpan;
      if (before === indent) this.#commentsBefore(start, indent);
      if (before === indent && (entry === first || isBelow(entry, node))) this.#space(start);
      this.#entry(entry, indent, before);
      before = indent;
    }
  }

  #entry({ key, keySpan, value }: MapEntry, indent: string, before: string): void {
    const head = `${before}${printKey(key)}:`;
    if (value.kind === "scalar") {
      this.#line(`${head} ${this.#scalar(value, `${indent}  `)}`, keySpan.start, value.span.end);
      return;
    }
    const inline = inlineOf(value);
    const isLong = isTasks(value) || hasLines(value) || head.length + inline.length >= MAX_COLUMNS;
    if (isEmpty(value) || !isLong && !this.#hasSpaces(value) && !this.#hasComments(value)) {
      this.#line(`${head} ${inline}`, keySpan.start, value.span.end);
      return;
    }
    this.#line(head, keySpan.start, keySpan.end);
    this.#isBehindHead = true;
    if (value.kind === "map") this.#map(value, `${indent}  `);
    else this.#seq(value, `${indent}  `);
  }

  #seq(node: SeqNode, indent: string): void {
    for (const item of node.items) {
      this.#commentsBefore(item.span.start, indent);
      this.#space(item.span.start);
      if (item.kind === "map" && item.entries.length > 0) this.#map(item, `${indent}  `, `${indent}- `);
      else {
        const text = item.kind === "scalar" ? this.#scalar(item, `${indent}  `) : inlineOf(item);
        this.#line(`${indent}- ${text}`, item.span.start, item.span.end);
      }
    }
  }

  #scalar(node: ScalarNode, indent: string): string {
    return typeof node.value === "string" ? printLines(node.value, indent) ?? printText(node.value) : node.source;
  }

  /** A line, with the comment that stands on the same line of the source. */
  #line(text: string, start: number, end: number): void {
    const comment = this.#comments[this.#next];
    const isBehind = comment !== undefined && comment.start > start && !text.includes("\n") &&
      !this.#source.slice(Math.min(end, comment.start), comment.start).includes("\n");
    this.#lines.push(isBehind ? `${text} ${this.#textOf(comment)}` : text);
    if (isBehind) this.#next++;
    this.#isBehindHead = false;
  }

  /** Leaves a line empty where the one above an offset is. */
  #space(offset: number): void {
    if (!this.#isBehindHead && this.#isSpaced(offset)) this.#lines.push("");
  }

  #isSpaced(offset: number): boolean {
    return SPACED.test(this.#source.slice(Math.max(0, offset - MAX_INDENT), offset));
  }

  /** Whether a comment stands between the parts of a list or map; the tasks that a branch names stand elsewhere. */
  #hasComments(node: MapNode | SeqNode): boolean {
    const last = node.kind === "seq" ? node.items.at(-1)?.span : node.entries.at(-1)?.keySpan;
    const comment = this.#comments[this.#next];
    return last !== undefined && comment !== undefined && comment.start < Math.min(last.start, node.span.end);
  }

  /** Whether a line is empty between the parts of a list or map. */
  #hasSpaces(node: DocNode): boolean {
    if (node.kind === "scalar") return false;
    if (node.kind === "seq") return node.items.some((item, at) => at > 0 && this.#isSpaced(item.span.start) || this.#hasSpaces(item));
    return node.entries.some((entry) => isBelow(entry, node) && this.#isSpaced(entry.keySpan.start) || this.#hasSpaces(entry.value));
  }

  #commentsBefore(offset: number, indent: string): void {
    for (let comment = this.#comments[this.#next]; comment !== undefined && comment.start < offset;) {
      this.#space(comment.start);
      this.#lines.push(indent + this.#textOf(comment));
      this.#isBehindHead = false;
      comment = this.#comments[++this.#next];
    }
  }

  #textOf({ start, end }: Span): string {
    return this.#source.slice(start, end).trimEnd();
  }
}

/** Whether an entry begins behind the first one: of the fields that one word gives, such as a `when`'s, that stands for all. */
function isBelow({ keySpan }: MapEntry, { entries: [first] }: MapNode): boolean {
  return first !== undefined && keySpan.start > first.keySpan.start;
}

/** Whether a list holds tasks: each of them stands on lines of its own. */
function isTasks(node: DocNode): boolean {
  return node.kind === "seq" && node.items.some((item) => item.kind === "map" && item.entries[0]?.key === "id");
}

function isEmpty(node: DocNode): boolean {
  return node.kind === "map" ? node.entries.length === 0 : node.kind === "seq" && node.items.length === 0;
}

/** A node on one line. */
function inlineOf(node: DocNode): string {
  if (node.kind === "scalar") return typeof node.value === "string" ? printText(node.value) : node.source;
  if (node.kind === "seq") return `[${node.items.map(inlineOf).join(", ")}]`;
  return isEmpty(node) ? "{}" : `{ ${node.entries.map(({ key, value }) => `${printKey(key)}: ${inlineOf(value)}`).join(", ")} }`;
}

/** Whether a text of several lines stands anywhere in a node. */
function hasLines(node: DocNode): boolean {
  if (node.kind === "scalar") return typeof node.value === "string" && node.value.includes("\n");
  return node.kind === "seq" ? node.items.some(hasLines) : node.entries.some(({ value }) => hasLines(value));
}
