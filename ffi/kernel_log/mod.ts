/**
 * The kernel's own log, from its ring in memory. Apart from `posix/`, as only checks of logs read it.
 *
 * ```ts
 * import { openKernelLog } from "./mod.ts";
 *
 * using log = openKernelLog();
 * for (let record = log.next(); record !== undefined; record = log.next()) console.log(record);
 * ```
 *
 * Limits: Linux with glibc on x86-64 and aarch64. Where `kernel.dmesg_restrict` is set it needs CAP_SYSLOG.
 *
 * @module
 */
export { KernelLog, openKernelLog } from "./kernel_log.ts";
