/** A place in an expression. */
export interface ExprPlace {
  readonly source: string;
  /** Offset in `source`. */
  readonly at: number;
  /** Where a character of `source` stands in the document. */
  readonly offsetOf: (offset: number) => number;
}
