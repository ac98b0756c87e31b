import type { Span } from "../src/core/mod.ts";
import type { ParsedCheck } from "./check/mod.ts";
import type { Expr } from "./expr/mod.ts";

/**
 * A document as a tree of values with their places: what every reader (YAML today, other syntaxes later) produces and the field tables
 * consume. Aliases and merges are resolved; nodes reached through an alias carry the span of the anchored text.
 */
export type DocNode = MapNode | SeqNode | ScalarNode;

/** A mapping in document order. Keys are unique; a duplicate has been reported and its first value kept. */
export interface MapNode {
  readonly kind: "map";
  readonly span: Span;
  readonly entries: readonly MapEntry[];
  /** Present when a mistake has hidden some of its entries: nothing can be said about what is missing in it. */
  readonly isPartial?: true;
}

/** One key with its value. */
export interface MapEntry {
  /** The key as text (`1`, `true` and `null` keys have become text). */
  readonly key: string;
  readonly keySpan: Span;
  /** A null scalar at the key's end when nothing was written. */
  readonly value: DocNode;
}

export interface SeqNode {
  readonly kind: "seq";
  readonly span: Span;
  readonly items: readonly DocNode[];
  /** Present when a mistake has hidden some of its items. */
  readonly isPartial?: true;
}

export interface ScalarNode {
  readonly kind: "scalar";
  readonly span: Span;
  /** Integers beyond 2^53 are `bigint`. */
  readonly value: null | boolean | number | bigint | string;
  /**
   * How it was written: `plain` values have been typed by the core schema, all others are text; `pieces` are those of readers that say
   * themselves where a text comes from.
   */
  readonly style: "plain" | "single" | "double" | "literal" | "folded" | "pieces";
  /**
   * Of the style `pieces`: the runs of the source that the value was put together from, in order. Without them the value stands as it is
   * behind the first character of its span, a quote.
   */
  readonly pieces?: readonly Piece[];
  /** Present when a mistake, already reported, has hidden what stands here: the value is null and nothing is said about it. */
  readonly isUnknown?: true;
  /** The text as written, for plain scalars: `1.10` is the number 1.1 with the source `1.10`. The value itself for others. */
  readonly source: string;
  /** What the reader knows of the value's own language, so that nobody reads it again. Readers that know none leave it out. */
  readonly parsed?: ParsedScalar;
}

/** A value that was read as what it says: one expression, as `{{ … }}` says it, or a check's sentence. Places are the document's. */
export type ParsedScalar =
  | { readonly kind: "expression"; readonly expr: Expr }
  | { readonly kind: "check"; readonly sentence: ParsedCheck };

/** A run of a value that stands in the source as it is, or a character (one or two units) and the escape that it was written as. */
export interface Piece {
  /** Where it begins in the value. */
  readonly at: number;
  /** Where it begins in the source. */
  readonly start: number;
  /** Units of the value. */
  readonly length: number;
}
