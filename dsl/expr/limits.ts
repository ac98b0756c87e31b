/** The bounds of an expression and its evaluation: together they keep any evaluation under 2 s and 512 MiB. */
export const LIMITS = {
  /** UTF-16 units of an expression's text. */
  textLength: 65_536,
  /** Brackets, calls and conditionals within each other. */
  nesting: 200,
  /** Levels of the tree: also chains such as `1 + 1 + …` or `a.b.c…`. */
  height: 400,
  /** UTF-16 units of a text, or bytes, that an evaluation makes. */
  valueLength: 8 * 1024 * 1024,
  /** Items of a list or map that an evaluation makes. */
  items: 1_000_000,
  /** Levels of lists and maps within each other that are compared or printed. */
  valueDepth: 1_000,
  /** Values that a result, or a JSON text that is read, holds at all levels together. */
  values: 1_000_000,
  /** UTF-16 units of a result written as JSON. */
  outputLength: 32 * 1024 * 1024,
  /** Units of work of an evaluation: about one per node evaluated, character scanned 1/8, item made. */
  cost: 10_000_000,
  /** UTF-16 units of a regular expression. */
  patternLength: 2_000,
} as const;
