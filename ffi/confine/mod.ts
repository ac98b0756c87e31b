/**
 * Starting children that are confined before their program begins: limits, capabilities, no new privileges, Landlock, seccomp, control
 * groups. A door of its own: what starts children without it opens nothing of this.
 *
 * ```ts
 * import { spawnNativeChild } from "../mod.ts";
 * import { startConfined } from "./mod.ts";
 *
 * const child = await spawnNativeChild({
 *   path: "/bin/echo",
 *   argv: ["echo", "hi"],
 *   env: [],
 *   cwd: "/",
 *   stdin: { kind: "null" },
 *   output: () => {},
 *   through: (plan, start) =>
 *     startConfined({
 *       landlock: { held: ["write"], grants: [{ path: "/tmp", groups: ["write"] }] },
 *       syscalls: "default",
 *       sockets: undefined,
 *       limits: [{ resource: "core", value: 0 }],
 *       capabilities: undefined,
 *       groupFile: undefined,
 *     }, plan, start),
 * });
 * await child.ended;
 * ```
 *
 * Limits: Linux 5.11 with glibc on x86-64 and aarch64; the starter's aarch64 code is compiled and was never run.
 *
 * @module
 */
export { type LandlockPlan, type PathGrant } from "../landlock/ruleset.ts";
export { type FsGroup } from "../landlock/rights.ts";
export { isSyscall, PROFILES, type SocketRule, syscallNames, type SyscallRule } from "../seccomp/mod.ts";
export { type NativeConfinement, startConfined } from "./confined_start.ts";
export { findRefusedCall, type RefusedCall } from "./refused_call.ts";
export { type Resource, type ResourceLimit } from "./limits.ts";
