import { isFlowFile } from "../is_flow_file.ts";
import { type FormatResult, formatYaml } from "../yaml/mod.ts";
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
  return root === undefined || root.kind === "map" || formatted.text === undefined
    ? formatted
    : { ...formatted, text: undefined, diagnostics: [notAPipeline(root, file)] };
}
