import type { Diagnostic } from "../../src/core/mod.ts";
import { isFlowFile } from "../is_flow_file.ts";
import { isModuleFile } from "../is_module_file.ts";
import { type FormatResult, formatYaml, readYaml } from "../yaml/mod.ts";
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
