import { Lexer } from "../expr/lexer.ts";
import type { TokenKind } from "../expr/tokens.ts";

/** A name of an expression and what stands in front of it: `tasks.fetch.out|`. */
export interface NameChain {
  /** The names before it, from the variable on: `["tasks", "fetch"]`; undefined when something computed stands there. */
  readonly before: readonly string[] | undefined;
  /** Whether it stands between brackets and quotes: `tasks["fe|`. */
  readonly isKey: boolean;
  /** As much of the name as stands before the place. */
  readonly written: string;
  /** Where the name begins. */
  readonly start: number;
}

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The name that ends at a place of an expression, or would begin there; undefined where no name can stand, as within a text. */
export function nameChain(source: string, at: number): NameChain | undefined {
  const tokens = tokensOf(source.slice(0, at));
  const last = tokens.at(-1);
  if (last?.kind === "bad") return keyChain(source, at, tokens);
  const isName = last !== undefined && last.end === at && (last.kind === "ident" || last.kind === "keyword");
  if (last?.end === at && /^(?:string|bytes|int|uint|double)$/.test(last.kind)) return undefined;
  const rest = isName ? tokens.slice(0, -1) : tokens;
  const written = isName ? last.text : "";
  const start = isName ? last.start : at;
  if (!isOp(rest.at(-1), ".")) return { before: [], isKey: false, written, start };
  return { before: pathBefore(rest.slice(0, -1)), isKey: false, written, start };
}

/** A text that is not closed yet, behind a bracket. */
function keyChain(source: string, at: number, tokens: readonly Token[]): NameChain | undefined {
  const last = tokens.at(-1);
  if (last === undefined || !/["']/.test(source[last.start] ?? "") || !isOp(tokens.at(-2), "[")) return undefined;
  const before = pathBefore(tokens.slice(0, -2));
  const start = last.start + 1;
  return before === undefined || before.length === 0 ? undefined : { before, isKey: true, written: source.slice(start, at), start };
}

/** The names that a dot or bracket follows; none at all is the leading dot of a template. */
function pathBefore(tokens: readonly Token[]): readonly string[] | undefined {
  const path: string[] = [];
  let at = tokens.length - 1;
  if (at < 0 || tokens[at]?.kind === "op" && !isOp(tokens[at], "]") && !isOp(tokens[at], ")") && !isOp(tokens[at], "}")) return [];
  for (;;) {
    const token = tokens[at];
    if (token?.kind === "ident" || token?.kind === "quoted") {
      path.unshift(token.text);
      if (!isOp(tokens[at - 1], ".")) return path;
      if (tokens[at - 2] === undefined) return path;
      at -= 2;
    } else if (isOp(token, "]") && tokens[at - 1]?.kind === "string" && isOp(tokens[at - 2], "[")) {
      path.unshift(tokens[at - 1]?.text ?? "");
      at -= 3;
    } else return undefined;
  }
}

function isOp(token: Token | undefined, text: string): boolean {
  return token?.kind === "op" && token.text === text;
}

function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  const lexer = new Lexer(source);
  for (; lexer.kind !== "end"; lexer.next()) {
    const { kind, text, start, end } = lexer;
    tokens.push({ kind, text, start, end });
  }
  return tokens;
}
