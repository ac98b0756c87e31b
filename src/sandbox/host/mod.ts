/**
 * The host of scripts: the worker whose realm they run in. Everything but {@linkcode startHostWorker} runs inside of it.
 *
 * ```ts
 * const worker = startHostWorker("standard", "/run/private");
 * ```
 *
 * @module
 */
export { startHostWorker } from "./start_worker.ts";
