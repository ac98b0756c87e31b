/**
 * Confining this process as far as the platform can. A door of its own: a sandbox starts with this and nothing else of the room.
 *
 * ```ts
 * const { landlock } = confineProcess(["/run/private"]);
 * ```
 *
 * @module
 */
export { type Confinement, confineProcess, probeLandlock } from "./confine_process.ts";
