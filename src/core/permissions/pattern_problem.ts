/** Why a permission's pattern means nothing, and what to write instead. */
export interface PatternProblem {
  /** A sentence without its full stop. */
  readonly message: string;
  readonly hint: string;
}
