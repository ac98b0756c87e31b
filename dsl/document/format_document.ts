import { isFlowFile } from "../is_flow_file.ts";
import { type FormatResult, formatYaml, readYaml } from "../yaml/mod.ts";
import { laterLanguage } from "./later_language.ts";
import { notAPipeline } from "./not_a_pipeline.ts";

/**
 * Writes a pipeline document in the one style, whatever its fields hold; what is no pipeline at all is refused, so that no other file is
 * taken for YAML text and folded.
 *
 * @param text The document, decoded.
 * @param file Its name, for diagnostics and its language.
 */
export async function formatDocument(text: string, file: string): Promise<FormatResult> {
  const later = laterLanguage(file);
  if (later !== undefined) return { text: undefined, root: undefined, diagnostics: [later] };
  if (isFlowFile(file)) return (await import("../flow/mod.ts")).formatFlow(text, file);
  const formatted = await formatYaml(text, file);
  const { root } = formatted;
  if (root === undefined || formatted.text === undefined) return formatted;
  if (root.kind !== "map") return { ...formatted, text: undefined, diagnostics: [notAPipeline(root, file)] };
  return { ...formatted, text: await withSpacedChecks(formatted.text, file) };
}

/** A YAML document with the one form's blanks in the sentences of its checks. */
async function withSpacedChecks(text: string, file: string): Promise<string> {
  if (!text.includes("check")) return text;
  const { root } = await readYaml(text, file);
  return root === undefined ? text : (await import("./space_checks.ts")).spaceChecks(root, text);
}
