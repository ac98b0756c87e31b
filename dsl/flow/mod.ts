/**
 * The flow language: the same pipelines as in YAML, in fewer words. A text becomes a tree with every place and comment, and that becomes
 * the tree of values that every document is; all checks are the document's.
 *
 * ```ts
 * import { readFlow } from "./mod.ts";
 *
 * const { root, diagnostics } = readFlow('pipeline hello { task greet { run "echo hello" } }', "hello.flow");
 * console.assert(root?.kind === "map" && diagnostics.length === 0);
 * ```
 *
 * {@link formatFlow} writes a text in the one form, {@link flowToYaml} as YAML, {@link flowOf} a YAML document as flow. `forms.ts` says how
 * each statement is written and which fields it gives, `tokens.ts` what the text is made of. Limits of a file: 8 MiB, 200 levels inside one
 * another, 65,536 characters of an expression.
 *
 * @module
 */
export { formatFlow } from "./format/format_flow.ts";
export { flowOf, type ReadDocument } from "./from_yaml/flow_of.ts";
export { flowToYaml } from "./yaml/flow_to_yaml.ts";
export { type ParsedFlow, parseFlow } from "./parse_flow.ts";
export type { Problem } from "./problem.ts";
export { readFlow } from "./read_flow.ts";
export type * from "./tree.ts";
