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
  const { seconds, nanoseconds } = monotonicTime();
  return seconds * 1_000_000n + nanoseconds / 1000n;
}

/** The same in nanoseconds: beyond 2^53, after 104 days, a BigInt. @throws NativeError */
export function monotonicNanoseconds(): number | bigint {
  const { seconds, nanoseconds } = monotonicTime();
  const all = seconds * 1_000_000_000n + nanoseconds;
  return Number.isSafeInteger(Number(all)) ? Number(all) : all;
}

function monotonicTime(): { readonly seconds: bigint; readonly nanoseconds: bigint } {
  const { size, fields } = layoutOf("struct timespec");
  const bytes = new Uint8Array(size);
  opened ??= Deno.dlopen(LIBC, SYMBOLS).symbols;
  checked("clock_gettime", opened.clock_gettime(CLOCK_MONOTONIC, bytes));
  const view = new DataView(bytes.buffer);
  return { seconds: view.getBigInt64(fields["tv_sec"] ?? 0, true), nanoseconds: view.getBigInt64(fields["tv_nsec"] ?? 0, true) };
}
