/**
 * Terminals that a daemon keeps running: what they wrote last is kept, so that who attaches sees it, and who comes back goes on where they
 * were.
 *
 * ```ts
 * const sessions = new SessionService(options);
 * const { id } = await sessions.create({ command: ["top"], cols: 80, rows: 24, env: {}, record: false }, actor);
 * ```
 *
 * Limits: 1 MiB of output is kept of each; sessions end with the daemon.
 *
 * @module
 */
export { SessionService } from "./session_service.ts";
export type { SessionServiceOptions } from "./session_service_options.ts";
