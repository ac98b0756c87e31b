/**
 * The control API: HTTP over what the daemon keeps running.
 *
 * ```ts
 * const app = createApp(daemon, { version });
 * await using listening = await listen(app, ["127.0.0.1:7400"]);
 * ```
 *
 * One table of routes (`routes.ts`) is the router, the checks before each handler, the OpenAPI document and the page of documentation. The
 * room knows the daemon by its interfaces alone.
 *
 * Limits: bodies 8 MiB, 30 s to the end of a request, 1,000 connections and requests at once; no cookies and no sessions of browsers.
 *
 * @module
 */
export { type Caller, LOCAL_CALLER } from "./caller.ts";
export type { ControlLimits, ControlOptions } from "./control_options.ts";
export { type ControlApp, createApp } from "./create_app.ts";
export type { ConnectionLimits } from "./listen/connections.ts";
export { listen, type Listening, type ListenOptions } from "./listen/listen.ts";
export type { TlsFiles } from "./listen/tls_files.ts";
export { createStartingApp } from "./starting_app.ts";
