/**
 * Text becomes a pipeline: reading YAML and flow, checking it by the field table, settings, plans, formatting. No I/O and no `Deno`.
 *
 * ```ts
 * import { loadDocument } from "./mod.ts";
 *
 * const { pipeline, diagnostics } = await loadDocument("tasks: [{ id: a, run: echo hello }]", "a.yaml");
 * console.assert(pipeline?.tasks[0]?.run === "echo hello" && diagnostics.length === 0);
 * ```
 *
 * Limits: expressions have doors of their own, `expr/mod.ts` (the language) and `template/mod.ts` (texts with `{{ }}`), and so has the
 * field table with its generators, `schema/mod.ts`: a verb that needs none of them should not load them.
 *
 * @module
 */
export * from "./document/mod.ts";
export { isFlowFile } from "./is_flow_file.ts";
export { isModuleFile } from "./is_module_file.ts";
export type * from "./tree.ts";
export * from "./yaml/mod.ts";
