import { LIBC } from "./libc.ts";

// int prlimit(pid_t pid, int resource, const struct rlimit *new_limit, struct rlimit *old_limit); <sys/resource.h>
const SYMBOLS = { prlimit: { parameters: ["i32", "i32", "buffer", "buffer"], result: "i32" } } as const;

let opened: Deno.DynamicLibrary<typeof SYMBOLS> | undefined;

/** Sets and reads a limit of a process, each with a `struct rlimit` or null. Opened at its first call, as few runs need it. @returns 0, or -1. */
export function prlimit(
  pid: number,
  resource: number,
  wanted: Uint8Array<ArrayBuffer> | null,
  found: Uint8Array<ArrayBuffer> | null,
): number {
  opened ??= Deno.dlopen(LIBC, SYMBOLS);
  return opened.symbols.prlimit(pid, resource, wanted, found);
}
