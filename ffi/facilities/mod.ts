/**
 * What the kernel and the system's libraries offer, found out by trying: each call is made for real, and what it made is given back at
 * once. Apart from `posix/`, as `doctor` alone asks.
 *
 * ```ts
 * import { tryBpf } from "./mod.ts";
 *
 * if (tryBpf() === "EPERM") console.log("may not load eBPF programs");
 * ```
 *
 * Limits: `tryBpf` and `tryFanotify` know Linux with glibc on x86-64 and aarch64.
 *
 * @module
 */
export { usableLibbpf } from "../bpf/library.ts";
export { tryBpf, tryFanotify } from "./kernel_calls.ts";
