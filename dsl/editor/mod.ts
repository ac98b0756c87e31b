/**
 * What an editor asks about a document: what stands at a place, what may be written there, where a name is declared, what there is. All of
 * it comes from the tables that reading and checking use: the field table, the functions of expressions, the subjects of checks, the forms
 * of flow.
 *
 * ```ts
 * import { loadDocument } from "../document/mod.ts";
 * import { hoverAt } from "./mod.ts";
 *
 * const text = "tasks: [{ id: a, run: echo a, timeout: 5s }]";
 * const { tree, draft, included } = await loadDocument(text, "a.yaml");
 * const hover = hoverAt({ file: "a.yaml", text, tree, draft, included }, text.indexOf("timeout"));
 * console.assert(hover?.markdown.includes("duration"));
 * ```
 *
 * Limits: no I/O. Places are offsets in UTF-16 units of a text without its byte order mark.
 *
 * @module
 */
export type { Completion, CompletionKind, Completions } from "./completion.ts";
export { completionsAt } from "./completions_at.ts";
export { type Definition, definitionAt } from "./definition_at.ts";
export type { EditorDocument } from "./editor_document.ts";
export { type Hover, hoverAt } from "./hover_at.ts";
export { type DocumentSymbol, symbolsOf } from "./symbols_of.ts";
export { textmateGrammar } from "./textmate_grammar.ts";
