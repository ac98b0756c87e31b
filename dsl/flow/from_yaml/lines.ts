import type { Span } from "../../../src/core/mod.ts";
import type { MapEntry } from "../../tree.ts";
import type { Comments, YamlComment } from "./comments.ts";

/** The lines of a flow text as they are made; the formatter gives them their form. */
export class Lines {
  readonly comments: Comments;
  readonly #lines: string[] = [];

  constructor(comments: Comments) {
    this.comments = comments;
  }

  get text(): string {
    return this.#lines.join("\n");
  }

  /**
   * Adds a statement with the comments of the entries that it was made of: one that stood at a line's end behind it, all others before.
   *
   * @param spans The entries, in the order in which the statement says them.
   */
  add(statement: string, ...spans: readonly Span[]): void {
    this.addWith(statement, this.comments.take(...spans), spans[0]?.start);
  }

  /**
   * Adds a statement with comments.
   *
   * @param offset Where it stood: a blank line before that is kept.
   */
  addWith(statement: string, comments: readonly YamlComment[], offset?: number): void {
    const behind = comments.filter(({ isBehind }) => isBehind);
    const isOne = behind.length === 1;
    const before = isOne ? comments.filter(({ isBehind }) => !isBehind) : comments;
    this.addComments(before);
    if (offset !== undefined) this.space(offset);
    this.#lines.push(isOne ? `${statement} ${behind[0]?.text ?? ""}` : statement);
  }

  /** Adds comments on lines of their own. */
  addComments(comments: readonly YamlComment[]): void {
    for (const { text, start, isBehind } of comments) {
      if (!isBehind) this.space(start);
      this.#lines.push(text);
    }
  }

  /** Adds a blank line where one stands above an offset. */
  space(offset: number): void {
    if (this.comments.isSpaced(offset)) this.#lines.push("");
  }

  /** Adds a line as it is. */
  push(line: string): void {
    this.#lines.push(line);
  }
}

/** From an entry's key to the end of its value; what an alias stands for is elsewhere. */
export function entrySpan({ keySpan, value }: MapEntry): Span {
  return { start: keySpan.start, end: value.span.start < keySpan.end ? keySpan.end : Math.max(keySpan.end, value.span.end) };
}
