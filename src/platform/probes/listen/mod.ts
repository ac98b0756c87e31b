/**
 * Probes that many listeners share: one program in the kernel for each built-in probe, whatever its listeners look for, and one for each
 * file. What this process starts, and what that starts, is no event of a built-in probe.
 *
 * ```ts
 * import { listenToProbe } from "./mod.ts";
 *
 * using listener = listenToProbe({ name: "exec", comm: "nginx" }, {
 *   take: ({ id, fields }) => console.log(id, fields),
 *   lost: () => console.log(listener.lost()),
 *   notice: console.log,
 *   failed: console.error,
 * });
 * ```
 *
 * Limits: of descendants that lost their parents before anybody listened nobody knows whose they are, nor further up than 32 generations.
 *
 * @module
 */
export { listenToProbe, type ProbeChoice } from "./listen_to_probe.ts";
export { monotonicNanoseconds } from "../../../../ffi/bpf/mod.ts";
export type { Integer } from "../../../../ffi/bpf/mod.ts";
export type { HeardEvent, ListenOptions, ProbeListener } from "./probe_listener.ts";
export { stemOf } from "../objects/mod.ts";
