/**
 * The words of `serve`: modules and their revisions, sources and their events, who may do what, and the stores
 * behind them; the log, the metrics and the traces.
 *
 * ```ts
 * import type { Revision, RevisionStore } from "../core/mod.ts";
 * ```
 *
 * Limits: `platform` makes the stores, the log and the metrics real.
 *
 * @module
 */
export * from "./access.ts";
export * from "./daemon_event.ts";
export * from "./log.ts";
export * from "./metrics.ts";
export * from "./feed_item.ts";
export * from "./revision.ts";
export * from "./revision_store.ts";
export * from "./run_queue.ts";
export * from "./source.ts";
export * from "./trace.ts";
