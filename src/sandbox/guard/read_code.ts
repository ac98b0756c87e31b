import { loadStripper } from "./load_stripper.ts";
import type { ParseModule, TextProblem } from "./parse_module.ts";
import { stripTypes } from "./strip_types.ts";
import type { SyntaxNode } from "./syntax_node.ts";

/** A text of code as JavaScript, and what is wrong with it as a text. */
export interface ReadCode {
  /** JavaScript of the text's length, every place where it was. */
  readonly code: string;
  readonly isTypeScript: boolean;
  /** Undefined when there is too much wrong to have one. */
  readonly tree?: SyntaxNode;
  readonly problems: readonly TextProblem[];
}

/** Parses a text, without its types when it is TypeScript. An inline text is TypeScript when it is no JavaScript. */
export async function readCode(text: string, kind: "javascript" | "typescript" | "inline", parse: ParseModule): Promise<ReadCode> {
  if (kind === "typescript") return await readTypeScript(text, parse);
  const parsed = parse(text);
  if ("tree" in parsed) return { code: text, isTypeScript: false, tree: parsed.tree, problems: [] };
  const read = { code: text, isTypeScript: false, problems: [parsed.problem] };
  if (kind === "javascript" || parsed.problem.kind !== "syntax") return read;
  const other = await readTypeScript(text, parse);
  const problem = other.problems[0];
  // Of two readings that both fail, the one that got further is what the author meant.
  const isBetter = problem === undefined || problem.kind === "typescript" || problem.span.start > parsed.problem.span.start;
  return isBetter ? other : read;
}

async function readTypeScript(text: string, parse: ParseModule): Promise<ReadCode> {
  const { code, problems } = stripTypes(text, await loadStripper());
  if (code === undefined) {
    // What is too much for the stripper may do without it: TypeScript without types is JavaScript, and its parser takes more.
    const plain = problems.every(({ kind }) => kind === "too_large") ? parse(text) : undefined;
    if (plain !== undefined && "tree" in plain) return { code: text, isTypeScript: true, tree: plain.tree, problems: [] };
    return { code: text, isTypeScript: true, problems: plain?.problem.kind === "too_large" ? [plain.problem] : problems };
  }
  const parsed = parse(code);
  if ("tree" in parsed) return { code, isTypeScript: true, tree: parsed.tree, problems };
  return { code, isTypeScript: true, problems: [...problems, parsed.problem] };
}
