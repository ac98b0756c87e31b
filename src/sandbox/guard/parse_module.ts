import type { Span } from "../../core/mod.ts";
import type { SyntaxNode } from "./syntax_node.ts";

/** What a parser or the stripper has against a text. */
export interface TextProblem {
  readonly kind: "syntax" | "typescript" | "too_large";
  readonly message: string;
  readonly span: Span;
  readonly hint?: string;
}

/** A module's tree, or why there is none. */
export type Parsed = { readonly tree: SyntaxNode } | { readonly problem: TextProblem };

/** Takes the text of one module to its tree; never throws for what the text is. */
export type ParseModule = (text: string) => Parsed;

/** Loads the parser; it costs some milliseconds once. */
export async function loadParser(): Promise<ParseModule> {
  const { isParseError, parse } = await import("meriyah");
  return (text) => {
    try {
      const tree = parse(text, {
        sourceType: "module",
        next: true,
        lexical: true,
        preserveParens: true,
        ranges: { start: true, end: true, range: false },
      });
      return { tree: tree as unknown as SyntaxNode };
    } catch (error) {
      if (isParseError(error)) {
        const start = Math.min(error.start, text.length);
        return {
          problem: { kind: "syntax", message: error.description, span: { start, end: Math.max(start, Math.min(error.end, text.length)) } },
        };
      }
      // Whatever else comes out of the parser is its stack or memory that ran out.
      return { problem: tooDeep(text) };
    }
  };
}

/** The problem of a text whose nesting no parser survives, at its deepest bracket or else its longest line. */
export function tooDeep(text: string): TextProblem {
  const start = deepestBracket(text) ?? longestLine(text);
  return {
    kind: "too_large",
    message: "The code is nested too deeply to be checked",
    span: { start, end: Math.min(text.length, start + 1) },
    hint: "Split the expression into several, or keep data in a JSON file",
  };
}

/** How deep brackets have to be for them to be the reason. */
const DEEP = 200;

/** The deepest opening bracket, if brackets are deep at all. Strings and comments are not told apart: it only chooses a place to show. */
function deepestBracket(text: string): number | undefined {
  let depth = 0;
  let deepest = DEEP;
  let place: number | undefined;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x28 || c === 0x5b || c === 0x7b) {
      if (++depth > deepest) {
        deepest = depth;
        place = i;
      }
    } else if ((c === 0x29 || c === 0x5d || c === 0x7d) && depth > 0) depth--;
  }
  return place;
}

function longestLine(text: string): number {
  let longest = -1;
  let place = 0;
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    if (end - start > longest) {
      longest = end - start;
      place = start;
    }
    start = end + 1;
  }
  return place;
}
