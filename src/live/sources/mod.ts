/**
 * The sources of a daemon: schedules, watches, webhooks and scripts of `on`, kept going through failures and switched from one revision to
 * the next without losing or doubling an event.
 *
 * ```ts
 * await using sources = createSources({ emit, memories, events, sandbox, environment });
 * const set = await sources.prepare({ module: "pipelines/report", revision: 3, pipeline, folder, previous });
 * if (set.health.status === "healthy") set.activate();
 * ```
 *
 * Limits: an event is handed over at least once; its id says when it is the same.
 *
 * @module
 */
export { createSources } from "./create_sources.ts";
export type * from "./source_set.ts";
