/**
 * Sees when files change: those at and below the served paths, and those that loaded pipelines depend on.
 *
 * ```ts
 * await using watcher = await createWatcher({ paths: ["./pipelines"], debounceMs: () => 100, onChange: reload, onProblem: warn });
 * watcher.follow(["/srv/lib/helper.ts"]);
 * const { files } = await scanPaths(["./pipelines"]);
 * ```
 *
 * Limits: it tells that something may have changed, and a stamp tells that a file may have: what has is decided by content. A file that is
 * removed while it is read is the reader's to bear. Looking is synchronous work in short stretches, so that a network file system that
 * hangs holds the process.
 *
 * @module
 */
export { createWatcher } from "./create_watcher.ts";
export { isPassedOver, isPipelineFile } from "./is_pipeline_file.ts";
export type { Unreadable } from "./look.ts";
export { type ScannedPaths, scanPaths } from "./scan_paths.ts";
export { stampOf } from "./stamp_of.ts";
export type { Watcher, WatcherOptions } from "./watcher.ts";
