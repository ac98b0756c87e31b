import { type FormatResult, formatYaml } from "../../yaml/mod.ts";
import { formatFlow } from "../format/format_flow.ts";
import { parseFlow } from "../parse_flow.ts";
import { readFlow } from "../read_flow.ts";
import { YamlPrinter } from "./yaml_printer.ts";

/**
 * Writes a flow file as the YAML of the same pipeline, in the form that `fmt` gives it. Every comment is kept: where it stood, or before
 * what follows.
 *
 * @param text The file.
 * @param file Its name for diagnostics.
 *
 * @example
 * ```ts
 * const { text } = await flowToYaml('pipeline p { task a { run "ls" } } # all', "p.flow");
 * console.assert(text === "name: p\ntasks:\n  - id: a\n    run: ls\n# all\n");
 * ```
 */
export async function flowToYaml(text: string, file: string): Promise<FormatResult> {
  // Expressions and sentences become texts: in the one form, whatever form they have.
  const formatted = formatFlow(text, file);
  if (formatted.text === undefined) return formatted;
  const { root } = readFlow(formatted.text, file);
  const { file: flow } = parseFlow(formatted.text);
  if (flow === undefined || root?.kind !== "map") return { ...formatted, text: undefined };
  return await formatYaml(new YamlPrinter(flow.source, flow.comments).print(root), file.replace(/\.flow$/i, ".yaml"));
}
