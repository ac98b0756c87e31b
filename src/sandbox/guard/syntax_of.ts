import { fileKind } from "./file_kind.ts";
import { loadParser } from "./parse_module.ts";
import { readCode } from "./read_code.ts";
import type { SyntaxNode } from "./syntax_node.ts";

/**
 * The syntax tree of a file that was checked; types are taken out, and every place is one of the text.
 *
 * @param file Its name, by which it is JavaScript or TypeScript.
 * @returns Undefined for a text that is neither.
 */
export async function syntaxOf(text: string, file: string): Promise<SyntaxNode | undefined> {
  const kind = fileKind(file);
  if (kind === undefined || kind === "json") return undefined;
  return (await readCode(text, kind, await loadParser())).tree;
}
