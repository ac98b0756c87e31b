import { OPERATORS as EXPRESSION_OPERATORS } from "../expr/tokens.ts";

/** What a token is. `op` is any of {@link OPERATORS}; its text tells which. `text` is a text in triple quotes. */
export type TokenKind = "word" | "number" | "duration" | "size" | "string" | "text" | "op" | "bad" | "end";

/** Units of a duration; longer ones come before their beginnings. */
export const DURATION_UNITS = ["ns", "us", "ms", "s", "m", "h", "d"] as const;

/** Units of a size. */
export const SIZE_UNITS = ["kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB", "B"] as const;

/** Every punctuation token: those of expressions and the language's own; longer ones come before their beginnings. */
export const OPERATORS: readonly string[] = ["..", ...EXPRESSION_OPERATORS, "=", ";"];

/** A kind of token that a pattern recognises. */
export interface TokenRow {
  readonly kind: TokenKind;
  /** Sticky. */
  readonly pattern: RegExp;
}

const NUMBER = String.raw`\d+(?:\.\d+)?`;
const DURATION = String.raw`(?:${NUMBER}(?:${DURATION_UNITS.join("|")}))+`;
const SIZE = String.raw`${NUMBER}(?:${SIZE_UNITS.join("|")})`;
/** What may not follow a number: it would be part of it. */
const ALONE = String.raw`(?![\p{XID_Continue}]|\.\d)`;

/** A name, a keyword where the grammar expects one. */
export const WORD: TokenRow = { kind: "word", pattern: /[\p{XID_Start}_]\p{XID_Continue}*/uy };

/** What begins with a digit; the first that fits is the right one. Numbers are those of expressions: `0x10`, `1e5` and `2u` too. */
export const NUMBERS: readonly TokenRow[] = [
  { kind: "number", pattern: new RegExp(`${NUMBER}${ALONE}`, "uy") },
  { kind: "duration", pattern: new RegExp(DURATION + ALONE, "uy") },
  { kind: "size", pattern: new RegExp(SIZE + ALONE, "uy") },
  { kind: "number", pattern: new RegExp(String.raw`(?:0[xX][0-9a-fA-F]+|${NUMBER}(?:[eE][+-]?\d+)?)[uU]?${ALONE}`, "uy") },
];
