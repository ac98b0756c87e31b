import { UnsupportedError } from "../errors.ts";
import { LIBC } from "../posix/libc.ts";

const SYMBOLS = {
  // void cfmakeraw(struct termios *modes); <termios.h>
  cfmakeraw: { parameters: ["buffer"], result: "void" },
  // int grantpt(int fd); <stdlib.h>
  grantpt: { parameters: ["i32"], result: "i32" },
  // int posix_openpt(int flags); <stdlib.h>
  posix_openpt: { parameters: ["i32"], result: "i32" },
  // int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *actions, int fd, const char *path, int flags, mode_t mode);
  // <spawn.h>
  posix_spawn_file_actions_addopen: { parameters: ["buffer", "i32", "buffer", "i32", "u32"], result: "i32" },
  // int ptsname_r(int fd, char *buf, size_t buflen); <stdlib.h>
  ptsname_r: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  // int tcgetattr(int fd, struct termios *modes); <termios.h>
  tcgetattr: { parameters: ["i32", "buffer"], result: "i32" },
  // int tcsetattr(int fd, int actions, const struct termios *modes); <termios.h>
  tcsetattr: { parameters: ["i32", "i32", "buffer"], result: "i32" },
  // int unlockpt(int fd); <stdlib.h>
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
