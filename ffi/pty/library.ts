import { UnsupportedError } from "../errors.ts";
import { LIBC } from "../posix/libc.ts";

// <stdlib.h>, <termios.h>, <spawn.h>
const SYMBOLS = {
  cfmakeraw: { parameters: ["buffer"], result: "void" },
  grantpt: { parameters: ["i32"], result: "i32" },
  posix_openpt: { parameters: ["i32"], result: "i32" },
  posix_spawn_file_actions_addopen: { parameters: ["buffer", "i32", "buffer", "i32", "u32"], result: "i32" },
  ptsname_r: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  tcgetattr: { parameters: ["i32", "buffer"], result: "i32" },
  tcsetattr: { parameters: ["i32", "i32", "buffer"], result: "i32" },
  unlockpt: { parameters: ["i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

let opened: Symbols | undefined;

/**
 * What libc has for terminals, apart from the rest so that only those who open one pay for it. Opened at the first call and never closed.
 *
 * @throws UnsupportedError where there is no glibc or FFI is not permitted.
 */
export function terminalCalls(): Symbols {
  try {
    return opened ??= Deno.dlopen(LIBC, SYMBOLS).symbols;
  } catch (cause) {
    throw new UnsupportedError(`glibc (${LIBC})`, "use a Linux with glibc 2.29 or newer, and permit FFI", cause);
  }
}
