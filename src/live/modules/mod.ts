/**
 * The reload machine: documents become revisions, and revisions become what serves.
 *
 * ```ts
 * const modules = new ModuleService({ context, audit, follow });
 * await modules.open();
 * await modules.change([{ module: "pipelines/a", edit: { kind: "merge", patch: { max_parallel: 2 } } }], options);
 * ```
 *
 * Limits: one change at a time in the whole daemon.
 *
 * @module
 */
export type { LoadedPipelineModule, ServingModule } from "./loaded_module.ts";
export type { ModuleContext } from "./module_context.ts";
export { ModuleService, type ModuleServiceOptions } from "./module_service.ts";
export { ModuleTable } from "./module_table.ts";
export { nameOfModule, pipelineModule, SETTINGS_MODULE } from "./names.ts";
export type { PlannedChange, PreparedSources, TransactionHost } from "./transaction.ts";
