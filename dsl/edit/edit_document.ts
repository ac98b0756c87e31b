import type { Diagnostic, Json } from "../../src/core/mod.ts";
import { isFlowFile } from "../is_flow_file.ts";
import { isModuleFile } from "../is_module_file.ts";
import { editYaml } from "./edit_yaml.ts";

/** What became of a document that should say something else. */
export type EditResult =
  | { readonly kind: "edited"; readonly text: string }
  /** The new value is no pipeline, and so has no form in this language. What is wrong with it stands in `text`, its YAML. */
  | { readonly kind: "invalid"; readonly text: string; readonly file: string; readonly diagnostics: readonly Diagnostic[] }
  /** The document is code, which only its author can change. */
  | { readonly kind: "code" };

/**
 * Changes the text of a pipeline's document, or of the settings, so that it reads as another value. YAML is changed as {@link editYaml}
 * says, whether the value is a valid pipeline or not. A flow file is changed by way of its YAML: lines that say the same before and after
 * stay byte for byte, comments stay where what they stand at stays.
 *
 * What flow cannot keep: a statement that changes is written anew in the form of `fmt`, with those that share its line or its one-line
 * block. A clause may come to stand in the order that `fmt` gives it, and where the lines around a change cannot be told apart, as in a file
 * that was never formatted, more of them come in that form, at worst the whole file.
 *
 * @param text The document, decoded.
 * @param file Its name, for its language.
 * @param target As `documentOf` gives a document, with changes.
 * @throws AppError `file_not_editable`, `document_invalid` as {@link editYaml}.
 */
export async function editDocument(text: string, file: string, target: Json): Promise<EditResult> {
  if (isModuleFile(file)) return { kind: "code" };
  if (isFlowFile(file)) return await (await import("./edit_flow.ts")).editFlow(text, file, target);
  return { kind: "edited", text: await editYaml(text, target) };
}
