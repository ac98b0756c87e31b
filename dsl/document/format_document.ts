import type { Diagnostic } from "../../src/core/mod.ts";
import { isFlowFile } from "../is_flow_file.ts";
import { isModuleFile } from "../is_module_file.ts";
import { type FormatResult, formatYaml } from "../yaml/mod.ts";
import { notAPipeline } from "./not_a_pipeline.ts";

/**
 * Writes a pipeline document in the one style, whatever its fields hold; what is no pipeline at all is refused, so that no other file is
 * taken for YAML text and folded.
 *
 * @param text The document, decoded.
 * @param file Its name, for diagnostics and its language.
 */
export async function formatDocument(text: string, file: string): Promise<FormatResult> {
  if (isModuleFile(file)) return { text: undefined, root: undefined, diagnostics: [moduleRefused(file)] };
  if (isFlowFile(file)) return (await import("../flow/mod.ts")).formatFlow(text, file);
  const formatted = await formatYaml(text, file);
  const { root } = formatted;
  return root === undefined || root.kind === "map" || formatted.text === undefined
    ? formatted
    : { ...formatted, text: undefined, diagnostics: [notAPipeline(root, file)] };
}

/** What is said of a module, which is code and no document text. */
function moduleRefused(file: string): Diagnostic {
  return {
    severity: "error",
    code: "module_not_formatted",
    message: "A pipeline in JavaScript or TypeScript is code, which `fmt` does not format",
    file,
    span: { start: 0, end: 0 },
    hint: `Use a formatter for code; executor fmt --to yaml ${file} prints its document as YAML`,
  };
}
