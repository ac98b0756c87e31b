import type { Span } from "../../../src/core/mod.ts";
import type { DocNode } from "../../tree.ts";

/** A comment of a YAML text. */
export interface YamlComment {
  readonly text: string;
  readonly start: number;
  /** Whether something stands in front of it on its line. */
  readonly isBehind: boolean;
  /** Where the entry or item begins that it belongs to; infinite behind the last one. */
  readonly anchor: number;
}

/** The comments of a YAML text by what they belong to: the entry or item before them on their line, else the next one. Each is given once. */
export class Comments {
  readonly #source: string;
  /** By anchor, and by place. */
  readonly #comments: readonly YamlComment[];
  readonly #taken = new Set<YamlComment>();
  /** What was taken, in that order. */
  readonly #given: YamlComment[] = [];

  constructor(source: string, spans: readonly Span[], root: DocNode) {
    this.#source = source;
    const anchors = anchorsOf(root);
    this.#comments = spans.map(({ start, end }) => {
      const isBehind = !/^[\s-]*$/.test(source.slice(source.lastIndexOf("\n", start - 1) + 1, start));
      const next = firstAtLeast(anchors, start, (anchor) => anchor);
      const anchor = (isBehind ? anchors[next - 1] : undefined) ?? anchors[next] ?? Infinity;
      return { text: source.slice(start, end).trimEnd(), start, isBehind, anchor };
    }).sort((a, b) => a.anchor - b.anchor || a.start - b.start);
  }

  /** Takes the comments that belong to what begins within a span, in order. */
  take(...spans: readonly Span[]): readonly YamlComment[] {
    return this.#give([...new Set(spans.flatMap((span) => this.#within(span)))]);
  }

  /** Whether comments are left that belong to what begins within a span. */
  has(span: Span): boolean {
    return this.#within(span).length > 0;
  }

  /** Takes those before an offset. */
  takeBefore(offset: number): readonly YamlComment[] {
    return this.#give(this.#comments.filter((comment) => comment.start < offset && !this.#taken.has(comment)));
  }

  /** Does something that may come to nothing: the comments that it took are put back then. */
  attempt<T>(action: () => T | undefined): T | undefined {
    const count = this.#given.length;
    const result = action();
    if (result === undefined) { for (const comment of this.#given.splice(count)) this.#taken.delete(comment); }
    return result;
  }

  /** Whether what begins at an offset is the first of its line, and the line above blank. */
  isSpaced(offset: number): boolean {
    let at = offset - 1;
    while (" \t-".includes(this.#source[at] ?? "\n")) at--;
    if (at < 0 || this.#source[at] !== "\n") return false;
    do at--; while (" \t".includes(this.#source[at] ?? "\n"));
    return at < 0 || this.#source[at] === "\n";
  }

  /** Whether no line ends within a span. */
  isOneLine({ start, end }: Span): boolean {
    return !this.#source.slice(start, end).includes("\n");
  }

  /** Whether an offset is the first of its line. */
  isAtMargin(offset: number): boolean {
    return offset === 0 || this.#source[offset - 1] === "\n";
  }

  #within({ start, end }: Span): YamlComment[] {
    const found: YamlComment[] = [];
    for (let index = firstAtLeast(this.#comments, start, ({ anchor }) => anchor);; index++) {
      const comment = this.#comments[index];
      if (comment === undefined || comment.anchor >= end) return found;
      if (!this.#taken.has(comment)) found.push(comment);
    }
  }

  #give(comments: YamlComment[]): readonly YamlComment[] {
    for (const comment of comments) this.#taken.add(comment);
    this.#given.push(...comments);
    return comments.sort((a, b) => a.start - b.start);
  }
}

/** Where entries and items begin, in order. */
function anchorsOf(root: DocNode): readonly number[] {
  const anchors: number[] = [];
  const open: DocNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === "map") {
      for (const { keySpan, value } of node.entries) {
        anchors.push(keySpan.start);
        open.push(value);
      }
    } else if (node.kind === "seq") {
      for (const item of node.items) {
        anchors.push(item.span.start);
        open.push(item);
      }
    }
  }
  return anchors.sort((a, b) => a - b);
}

/** The index of the first of sorted items whose number is at least a given one. */
function firstAtLeast<T>(items: readonly T[], least: number, numberOf: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && numberOf(item) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
