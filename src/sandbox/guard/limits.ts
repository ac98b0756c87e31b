/** Bounds on what a script may be made of; each keeps hostile text from using up the process that checks it. */
export const GUARD_LIMITS = Object.freeze({
  /** Files of one program, JSON included. */
  files: 10_000,
  /** Bytes of all its files together. */
  bytes: 32 * 1024 * 1024,
  /** Bytes of one JavaScript or TypeScript file: its syntax tree takes up to a hundred times as much. */
  codeBytes: 4 * 1024 * 1024,
  /** Bytes of one JSON file. */
  jsonBytes: 8 * 1024 * 1024,
  /**
   * Pieces of syntax within each other; a block in a function is two. Chains (`a + b + …`, `a.b.c…`, `else if …`) count as one: they end
   * where the parser's own stack does, at some thousand links, and those of binary operators never.
   */
  nesting: 800,
  /** `<` in one TypeScript file: the stripper tries each as the beginning of type arguments, which takes quadratic time. */
  angles: 2_000,
  /**
   * Over all lines of a TypeScript file, length × punctuation: the stripper gathers errors, and draws the whole line for each, with time and
   * memory to match. A line of dense code may have some 8,000 characters, one that is mostly a string a million.
   */
  lineCost: 25_000_000,
  /** Milliseconds after which no more unsupported TypeScript is looked for in a file. */
  searchMs: 500,
  /** Milliseconds for a whole program. */
  timeMs: 20_000,
  /** Diagnostics of one program. */
  diagnostics: 1_000,
});
