/**
 * Changing documents: as text, where what is not touched stays as its author wrote it, and as values, by patches.
 *
 * ```ts
 * import { documentOf, editDocument, mergePatch } from "./mod.ts";
 * import { readYaml } from "../mod.ts";
 *
 * const text = "tasks:\n  - id: a # the first\n    run: ls\n";
 * const { root } = await readYaml(text, "p.yaml");
 * if (root) {
 *   const result = await editDocument(text, "p.yaml", mergePatch(documentOf(root), { timeout: "1h" }));
 *   console.assert(result.kind === "edited" && result.text === `${text}timeout: 1h\n`);
 * }
 * ```
 *
 * A change is worked out on values first: {@link mergePatch} and {@link jsonPatch} give the new one, {@link differencesOf}
 * says how it differs. Then {@link editDocument} finds the places of the text that have to change, changes them, and reads the result: it
 * never gives a text that reads otherwise. Limits: documents of 8 MiB and 200 levels, as everywhere; a document in one long line of JSON
 * without blanks, or with anchors, takes the slower reader.
 *
 * @module
 */
export { differencesOf } from "./differences_of.ts";
export { documentOf } from "./document_of.ts";
export { editDocument, type EditResult } from "./edit_document.ts";
export { editYaml } from "./edit_yaml.ts";
export { jsonPatch } from "./json_patch.ts";
export { mergePatch } from "./merge_patch.ts";
