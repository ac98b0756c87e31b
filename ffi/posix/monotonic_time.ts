import { checked, LIBC } from "./libc.ts";
import { layoutOf } from "./layouts.ts";

// <time.h>
const CLOCK_MONOTONIC = 1;

/** Opened apart from all else of libc: a run never needs it. */
const SYMBOLS = {
  // int clock_gettime(clockid_t clock, struct timespec *time); <time.h>
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

let opened: Deno.DynamicLibrary<typeof SYMBOLS>["symbols"] | undefined;

/** The system's `CLOCK_MONOTONIC`, the same for all processes, in whole microseconds. @throws NativeError */
export function monotonicMicroseconds(): bigint {
  const { size, fields } = layoutOf("struct timespec");
  const bytes = new Uint8Array(size);
  opened ??= Deno.dlopen(LIBC, SYMBOLS).symbols;
  checked("clock_gettime", opened.clock_gettime(CLOCK_MONOTONIC, bytes));
  const view = new DataView(bytes.buffer);
  return view.getBigInt64(fields["tv_sec"] ?? 0, true) * 1_000_000n + view.getBigInt64(fields["tv_nsec"] ?? 0, true) / 1000n;
}
