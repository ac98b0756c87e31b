/**
 * Pipelines as living things: opened from their files, given their settings and secrets, run over the real world. Later the reload
 * machine, the watcher and the sources.
 *
 * ```ts
 * const document = await openDocument("pipeline.yaml", { cwd: Deno.cwd(), readStdin });
 * ```
 *
 * Limits: one document a file.
 *
 * @module
 */
export * from "./declared_outputs.ts";
export * from "./engine_ports.ts";
export * from "./load_pipeline.ts";
export * from "./open_document.ts";
export * from "./open_sandbox.ts";
export { type DocumentWorld, readNamed } from "./read_named.ts";
export * from "./run_pipeline.ts";
export type * from "./daemon/daemon.ts";
export type * from "./daemon/modules.ts";
export type * from "./daemon/runs.ts";
export type * from "./daemon/sessions.ts";
export type * from "./daemon/sources.ts";
