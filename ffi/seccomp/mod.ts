/**
 * Filters of system calls for seccomp: allow-lists by name, as classic BPF. Pure; the kernel gets them from `confine/`.
 *
 * ```ts
 * import { makeFilter } from "./mod.ts";
 *
 * const filter = makeFilter({ syscalls: "strict", sockets: { tcp: false, udp: false, unix: false, listens: false } }, "x86_64");
 * console.assert(filter.length % 8 === 0);
 * ```
 *
 * Limits: x86-64 and aarch64. A filter sees numbers, not what pointers lead to: paths are Landlock's to hold.
 *
 * @module
 */
export { INSTRUCTION_BYTES } from "./assembler.ts";
export { type FilterOptions, makeFilter, type SyscallRule } from "./filter.ts";
export { type Architecture, isSyscall, syscallNames, syscallNumbers } from "./numbers.ts";
export { namesOf, type Profile, type ProfileName, PROFILES } from "./profiles.ts";
export { type SocketRule } from "./rules.ts";
