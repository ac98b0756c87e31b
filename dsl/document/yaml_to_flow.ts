import { isFlowFile } from "../is_flow_file.ts";
import type { FormatResult } from "../yaml/mod.ts";
import { stemOf } from "./check_document.ts";
import { formatDocument } from "./format_document.ts";
import { loadDocument } from "./load_document.ts";
import { entryOf } from "./reading.ts";

/**
 * Writes a YAML document as the flow file of the same pipeline, in the form that `fmt` gives it; a flow file gets that form. Comments are
 * kept, aliases and merges resolved.
 *
 * @param text The document, decoded.
 * @param file Its name, for diagnostics and its language.
 * @returns No text for a document with mistakes: what is no pipeline in YAML is none in flow.
 *
 * @example
 * ```ts
 * const { text } = await yamlToFlow("name: p\ntasks:\n  - { id: a, run: ls } # all\n", "p.yaml");
 * console.assert(text === 'pipeline p {\n  task a { run "ls" } # all\n}\n');
 * ```
 */
export async function yamlToFlow(text: string, file: string): Promise<FormatResult> {
  if (isFlowFile(file)) return await formatDocument(text, file);
  const body = text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  const { tree, diagnostics } = await loadDocument(body, file);
  // What a later version runs can be written today.
  const isWrong = diagnostics.some(({ severity, code }) => severity === "error" && code !== "not_supported_yet");
  if (isWrong || tree?.kind !== "map") return { text: undefined, root: tree, diagnostics };
  const named = entryOf(tree, "name");
  const name = named?.kind === "scalar" ? String(named.value) : stemOf(file);
  const formatted = (await import("../flow/mod.ts")).flowOf({ text: body, root: tree, name }, file);
  return { ...formatted, root: tree };
}
