/**
 * What `serve` keeps running: modules with their revisions, sources, runs.
 *
 * @module
 */
export type * from "./daemon.ts";
export type * from "./modules.ts";
export { openDaemon, type OpenDaemonOptions } from "./open_daemon.ts";
export type * from "./runs.ts";
export type * from "./sessions.ts";
export type * from "./sources.ts";
