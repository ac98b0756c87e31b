/**
 * Confining a process from within, by Linux's Landlock and limits. Apart from `posix/`, as a confined process starts in a few milliseconds
 * and needs nothing else.
 *
 * ```ts
 * import { confineThread } from "./mod.ts";
 *
 * const { landlock } = confineThread(["/run/private"]);
 * ```
 *
 * Limits: Linux with glibc on x86-64 and aarch64; Landlock since kernel 5.13, for TCP 6.7, for signals 6.12.
 *
 * @module
 */
export { NativeError, UnsupportedError } from "../errors.ts";
export { type Confinement, confineThread, landlockVersion } from "./confine_thread.ts";
