/** What a token is. `op` is any of {@link OPERATORS}; its text tells which. */
export type TokenKind = "ident" | "quoted" | "keyword" | "int" | "uint" | "double" | "string" | "bytes" | "op" | "bad" | "end";

/** How tightly a binary operator binds, and the name of its function in the tree. */
export interface BinaryOperator {
  readonly power: number;
  readonly fn: string;
}

/** Every punctuation token; longer ones come before their beginnings, so that the first that fits is the right one. */
export const OPERATORS = [
  "==",
  "!=",
  "<=",
  ">=",
  "&&",
  "||",
  "<",
  ">",
  "+",
  "-",
  "*",
  "/",
  "%",
  "!",
  "?",
  ":",
  ".",
  ",",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  "|",
] as const;

/** Words that are literals or operators and therefore never names. */
export const KEYWORDS: ReadonlySet<string> = new Set(["true", "false", "null", "in"]);

/** Words that CEL keeps free: no variable or function is called so, but a field may be. */
export const RESERVED: ReadonlySet<string> = new Set([
  "as",
  "break",
  "const",
  "continue",
  "else",
  "for",
  "function",
  "if",
  "import",
  "let",
  "loop",
  "package",
  "namespace",
  "return",
  "var",
  "void",
  "while",
]);

/** Binary operators by text. All associate to the left; `? :` is weaker than any and is not listed. */
export const BINARY: ReadonlyMap<string, BinaryOperator> = new Map([
  ["||", { power: 1, fn: "_||_" }],
  ["&&", { power: 2, fn: "_&&_" }],
  ["==", { power: 3, fn: "_==_" }],
  ["!=", { power: 3, fn: "_!=_" }],
  ["<", { power: 3, fn: "_<_" }],
  ["<=", { power: 3, fn: "_<=_" }],
  [">", { power: 3, fn: "_>_" }],
  [">=", { power: 3, fn: "_>=_" }],
  ["in", { power: 3, fn: "@in" }],
  ["+", { power: 4, fn: "_+_" }],
  ["-", { power: 4, fn: "_-_" }],
  ["*", { power: 5, fn: "_*_" }],
  ["/", { power: 5, fn: "_/_" }],
  ["%", { power: 5, fn: "_%_" }],
]);

/** The functions behind operators: none has a name that can be written. */
export const OPERATOR_FUNCTIONS: ReadonlySet<string> = new Set([
  "!_",
  "-_",
  "_[_]",
  "_?_:_",
  ...Array.from(BINARY.values(), (operator) => operator.fn),
]);
