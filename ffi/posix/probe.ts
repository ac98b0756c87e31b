import { NativeError, UnsupportedError } from "../errors.ts";
import { closeDescriptor, openMemory } from "./descriptors.ts";
import { layoutPlatform } from "../layouts/layout.ts";
import { POSIX_LAYOUTS } from "./layouts.ts";
import { libc } from "./libc.ts";
import { openProcess } from "./process_handle.ts";

/** Whether this machine can do something; with what is missing, or why it could not be told. */
export type ProbeAnswer =
  | { readonly answer: "yes" }
  | { readonly answer: "no"; readonly missing: string; readonly how: string }
  | { readonly answer: "unknown"; readonly why: string };

/** Whether children can be started through `posix_spawn`: glibc, FFI, `pidfd_open` (Linux 5.3) and `memfd_create` (Linux 3.17). */
export function probePosixChildren(): ProbeAnswer {
  if (!POSIX_LAYOUTS.some((layout) => layout.platform === layoutPlatform())) {
    return { answer: "no", missing: "Linux on x86-64 or aarch64", how: `this is ${layoutPlatform()}` };
  }
  try {
    libc();
    closeDescriptor(openProcess(Deno.pid));
    closeDescriptor(openMemory(new Uint8Array(0)));
    return { answer: "yes" };
  } catch (error) {
    if (error instanceof UnsupportedError) return { answer: "no", missing: error.missing, how: error.how };
    if (error instanceof NativeError) {
      return { answer: "no", missing: error.symbol, how: `the kernel or its sandbox refuses it: ${error.detail}` };
    }
    return { answer: "unknown", why: String(error) };
  }
}
