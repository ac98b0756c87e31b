import type { Diagnostic } from "../../src/core/mod.ts";
import type { DocNode } from "../tree.ts";
import { readYaml } from "./read_yaml.ts";

/** What formatting gives. */
export interface FormatResult {
  /** The formatted text with LF line ends and no byte order mark; undefined when the document has errors. */
  readonly text: string | undefined;
  /** What was read, for those who want to know what it is. */
  readonly root: DocNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Writes a document in the one style: two spaces a level, dashes indented under their key, one blank line at most, double quotes where they
 * change nothing, `{ a: 1 }` and `[a, b]`, one item a line in brackets whose first item stands on a line of its own. Comments stay; text is
 * never wrapped anew, and numbers stay as they are written.
 *
 * Formatting what it returned changes nothing, and the values are the same before and after. Where the printer could not promise both,
 * the text is returned as it came.
 *
 * @param text The document.
 * @param file Its name for diagnostics.
 *
 * @example
 * ```ts
 * const { text } = await formatYaml("tasks:\n- {id: 'a',   run: b} # first\n", "pipeline.yaml");
 * console.assert(text === 'tasks:\n  - { id: "a", run: b } # first\n');
 * ```
 */
export async function formatYaml(text: string, file: string): Promise<FormatResult> {
  const { root, diagnostics } = await readYaml(text, file);
  if (diagnostics.some(({ severity }) => severity === "error")) return { text: undefined, root, diagnostics };
  const { printYaml } = await import("./print_yaml.ts");
  return { text: printYaml(text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n")), root, diagnostics };
}
