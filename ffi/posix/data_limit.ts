import { layoutOf } from "./layouts.ts";
import { prlimit } from "./prlimit.ts";

// <sys/resource.h>, the same on x86-64 and aarch64
const RLIMIT_DATA = 2;
const RLIM_INFINITY = 0xffff_ffff_ffff_ffffn;

/**
 * Bounds the writable private memory of another process of ours, or unbounds it. What it asks for beyond is refused by the kernel.
 *
 * @param bytes All of it, what it has now included; undefined for no bound.
 * @returns Whether the kernel took it.
 */
export function limitData(pid: number, bytes: number | undefined): boolean {
  const { size, fields } = layoutOf("struct rlimit");
  const limit = new DataView(new ArrayBuffer(size));
  limit.setBigUint64(fields["rlim_cur"] ?? 0, bytes === undefined ? RLIM_INFINITY : BigInt(Math.ceil(bytes)), true);
  limit.setBigUint64(fields["rlim_max"] ?? 0, RLIM_INFINITY, true);
  return prlimit(pid, RLIMIT_DATA, new Uint8Array(limit.buffer), null) === 0;
}
