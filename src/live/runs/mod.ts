/**
 * Runs under `serve`: accepted durably, begun as there is room, followed, cancelled, resumed, and forgotten when their time has come.
 *
 * @module
 */
export type { LoadedRevision } from "./loaded_revision.ts";
export { type DrainOptions, RunService, type RunServiceOptions } from "./run_service.ts";
