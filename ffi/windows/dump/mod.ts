/**
 * Dumps of processes of Windows.
 *
 * ```ts
 * import { writeMinidump } from "./mod.ts";
 *
 * writeMinidump(4711, "C:\\Users\\me\\hung.dmp");
 * ```
 *
 * Limits: processes that this user may read. Exercised under Wine, not verified on Windows.
 *
 * @module
 */
export { NativeError, UnsupportedError } from "../../errors.ts";
export { writeMinidump } from "./write_minidump.ts";
