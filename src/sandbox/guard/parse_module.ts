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

/** Takes the text of one module to its tree; never throws for what the text is. Where its comments are is added to `comments`. */
export type ParseModule = (text: string, comments?: Span[]) => Parsed;

/** Loads the parser; it costs some milliseconds once. */
export async function loadParser(): Promise<ParseModule> {
  const { isParseError, parse } = await import("meriyah");
  const options = {
    sourceType: "module",
    next: true,
    preserveParens: true,
    ranges: { start: true, end: true, range: false },
  } as const;
  return (text, comments) => {
    const onComment = (_type: unknown, _text: string, start: number, end: number) => void comments?.push({ start, end });
    try {
      return {
        tree: parse(text, {
          ...options,
          lexical: mayDeclare(text),
          ...(comments === undefined ? {} : { onComment }),
        }) as unknown as SyntaxNode,
      };
    } catch (error) {
      if (isParseError(error)) {
        const start = Math.min(error.start, text.length);
        const end = Math.max(start, Math.min(error.end, text.length));
        return { problem: { kind: "syntax", message: error.description, span: { start, end } } };
      }
      // Whatever else comes out of the parser is its stack that ran out: where, is only told by parsing again and looking on.
      let last = 0;
      try {
        parse(text, { ...options, onToken: (_type, start) => void (last = start) });
      } catch {
        // The same again.
      }
      return { problem: tooDeep(text, last) };
    }
  };
}

/** The problem of a text whose nesting no parser survives. */
export function tooDeep(text: string, start: number): TextProblem {
  return {
    kind: "too_large",
    message: "The code is nested too deeply to be checked",
    span: { start, end: Math.min(text.length, start + 1) },
    hint: "Split the expression into several, or keep data in a JSON file",
  };
}

/** Past this product the parser's look at declarations takes too long: it notes every `var` in every block around it. */
const DECLARING = 500_000;

/** Whether the parser may also tell what is declared twice; if not, the runtime does when it loads the file. */
function mayDeclare(text: string): boolean {
  return occurrences(text, "var") * occurrences(text, "{") <= DECLARING;
}

function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) count++;
  return count;
}
