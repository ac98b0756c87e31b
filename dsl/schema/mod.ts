/**
 * The field table: one place that says which fields a document has, of which type, with which default, range and meaning. Validation,
 * the generated TypeScript types, the JSON Schema, the reference page and completions all read it.
 *
 * ```ts
 * import { jsonSchema, PIPELINE } from "./mod.ts";
 *
 * console.assert(PIPELINE.byName.get("timeout")?.type.kind === "duration");
 * console.assert(jsonSchema()["$schema"] === "https://json-schema.org/draft/2020-12/schema");
 * ```
 *
 * Limits: the table says what one field may hold. What holds between fields of several tasks (ids, the graph, expressions) is
 * `dsl/document`.
 *
 * @module
 */
export * from "./document_types.ts";
export * from "./duration.ts";
export * from "./errors_page.ts";
export { PERMISSIONS } from "./execution.ts";
export * from "./field.ts";
export { defaultOf, describeField, meaningOf } from "./field_texts.ts";
export type * from "./field_type.ts";
export * from "./infer_type.ts";
export * from "./json_schema.ts";
export { PIPELINE } from "./pipeline.ts";
export * from "./record.ts";
export * from "./reference.ts";
export * from "./records.ts";
export { SETTING, SETTING_TYPES } from "./setting.ts";
export { SETTINGS } from "./settings.ts";
export * from "./size.ts";
export { KINDS, TASK } from "./task.ts";
export * from "./typescript.ts";
