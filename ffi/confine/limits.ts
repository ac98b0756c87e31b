import { layoutOf } from "../posix/layouts.ts";
import { nativeError } from "../posix/libc.ts";
import { prlimit } from "../posix/prlimit.ts";

/** `RLIMIT_*` of `<sys/resource.h>`, the same on x86-64 and aarch64. */
export const RESOURCES = {
  cpu: 0,
  file_size: 1,
  data: 2,
  stack: 3,
  core: 4,
  processes: 6,
  open_files: 7,
  locked_memory: 8,
  address_space: 9,
} as const;

/** The name of a resource with a limit. */
export type Resource = keyof typeof RESOURCES;

/** A limit to set: seconds for cpu, else bytes or a number. */
export interface ResourceLimit {
  readonly resource: Resource;
  readonly value: number;
}

/** The highest limit that this process, and so a child of its, may have. */
export function hardLimit(resource: Resource): bigint {
  const found = new BigUint64Array(layoutOf("struct rlimit").size / 8);
  // It fails for wrong arguments alone.
  if (prlimit(0, RESOURCES[resource], null, new Uint8Array(found.buffer)) !== 0) throw nativeError("prlimit", 22, resource);
  return found[1] ?? 0n;
}
