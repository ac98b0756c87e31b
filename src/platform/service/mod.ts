/**
 * This process as a service of the system: it tells the service manager how it is. And the files and commands that make it one.
 *
 * ```ts
 * using notifier = await openNotifier(Deno.env.toObject());
 * ```
 *
 * @module
 */
export { type ServiceNotifier } from "./notifier.ts";
export { openNotifier, type OpenNotifierOptions, SERVICE_VARIABLES } from "./open_notifier.ts";
