/**
 * How a token stands among its neighbours: `unary` and `call` have no blank behind or before them, `tight` ones (dots, ranges, percent signs)
 * none on either side, `ternary` colons one on both; `block` braces hold statements.
 */
export type Role = "plain" | "unary" | "call" | "tight" | "suffix" | "ternary" | "block" | "text" | "comment";

/** A token as it will be printed. */
export interface FormatToken {
  readonly text: string;
  readonly role: Role;
  /** Line ends in front of it in the source. */
  readonly newLines: number;
  /** Whether a statement begins with it. */
  readonly isStatement: boolean;
  /** Of a block's opening brace: whether the author wrote its only statement on the same line. */
  readonly isShort: boolean;
  /** Of a text in triple quotes: its lines. */
  readonly lines: readonly string[];
}
