/**
 * From a document to a pipeline: everything that can be said about it before anything runs. Fields by the field table, ids and the
 * graph, settings and their defaults, expressions in their scopes, schedules, and the pipelines it contains.
 *
 * ```ts
 * import { loadDocument, resolveSettings } from "./mod.ts";
 *
 * const { pipeline, diagnostics } = await loadDocument("tasks: [{ id: hello, run: echo hello }]", "hello.yaml");
 * console.assert(pipeline?.name === "hello" && diagnostics.length === 0);
 * if (pipeline) console.assert(resolveSettings(pipeline, { params: {}, env: {} }).problems.length === 0);
 * ```
 *
 * Limits: no I/O (other files come through a callback); at most 5,000 errors and 1,000 warnings a document.
 *
 * @module
 */
export * from "./check_document.ts";
export * from "./check_settings.ts";
export type { CheckScript, NamedScript, ScriptFindings, ScriptProblem } from "./check_scripts.ts";
export * from "./execution_order.ts";
export { formatDocument } from "./format_document.ts";
export * from "./load_document.ts";
export { preparePatterns } from "./pattern.ts";
export * from "./plan_of.ts";
export { settingsTypes } from "./settings_types.ts";
export { type GivenSettings, type ResolvedSettings, resolveSettings, type SettingProblem } from "./resolve_settings.ts";
export { yamlToFlow } from "./yaml_to_flow.ts";
