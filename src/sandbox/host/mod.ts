/**
 * The host of scripts: the worker whose realm they run in. Everything but what starts it runs inside of it.
 *
 * ```ts
 * const worker = startHostWorker("standard", "/run/private");
 * ```
 *
 * @module
 */
export { hostFolders, startHostWorker } from "./start_worker.ts";
