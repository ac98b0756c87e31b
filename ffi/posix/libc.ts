import { NativeError, UnsupportedError } from "../errors.ts";
import { errnoMeaning, errnoName } from "./errno.ts";

/** The library every symbol here comes from. */
export const LIBC = "libc.so.6";

/**
 * A further parameter that every function is declared with and none looks at: C's callers may pass more than is taken, on x86-64 and
 * aarch64 alike. For a function with a struct among its parameters the runtime makes no machine code of its own, and that saves 0.15 ms a
 * symbol at start-up for 0.3 µs a call. With some thirty symbols it decides how fast a short run is. (A struct as the result would do as
 * well, but the runtime then needs code from strings, which the binary forbids.)
 */
const IGNORED_PARAMETER = { struct: ["i32"] } as const;
const IGNORED = new Uint8Array(4);

const SYMBOLS = {
  // int *__errno_location(void); <errno.h> of glibc
  __errno_location: { parameters: [], result: "pointer" },
  // int access(const char *path, int mode); <unistd.h>
  access: { parameters: ["buffer", "i32"], result: "i32" },
  // int close(int fd); <unistd.h>
  close: { parameters: ["i32"], result: "i32" },
  // int epoll_create1(int flags); <sys/epoll.h>
  epoll_create1: { parameters: ["i32"], result: "i32" },
  // int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event); <sys/epoll.h>
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  // int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout); <sys/epoll.h>
  epoll_wait: { parameters: ["i32", "buffer", "i32", "i32"], result: "i32" },
  epoll_wait_later: { name: "epoll_wait", parameters: ["i32", "buffer", "i32", "i32"], result: "i32", nonblocking: true },
  // int fcntl(int fd, int cmd, ...); <fcntl.h>
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
  // int ioctl(int fd, unsigned long request, ...); <sys/ioctl.h>
  ioctl: { parameters: ["i32", "u64", "buffer"], result: "i32" },
  // int kill(pid_t pid, int sig); <signal.h>
  kill: { parameters: ["i32", "i32"], result: "i32" },
  // off_t lseek(int fd, off_t offset, int whence); <unistd.h>
  lseek: { parameters: ["i32", "i64", "i32"], result: "i32" },
  // int memfd_create(const char *name, unsigned int flags); <sys/mman.h>
  memfd_create: { parameters: ["buffer", "u32"], result: "i32" },
  // int open(const char *path, int flags, ...); <fcntl.h>
  open: { parameters: ["buffer", "i32"], result: "i32" },
  // int pipe2(int fds[2], int flags); <unistd.h>
  pipe2: { parameters: ["buffer", "i32"], result: "i32" },
  // int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attr,
  // char *const argv[], char *const envp[]); <spawn.h>
  posix_spawn: { parameters: ["buffer", "buffer", "buffer", "buffer", "buffer", "buffer"], result: "i32" },
  posix_spawn_later: {
    name: "posix_spawn",
    parameters: ["buffer", "buffer", "buffer", "buffer", "buffer", "buffer"],
    result: "i32",
    nonblocking: true,
  },
  // int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions); <spawn.h>
  posix_spawn_file_actions_init: { parameters: ["buffer"], result: "i32" },
  // int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int fd, int newfd); <spawn.h>
  posix_spawn_file_actions_adddup2: { parameters: ["buffer", "i32", "i32"], result: "i32" },
  // int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path); <spawn.h>
  posix_spawn_file_actions_addchdir_np: { parameters: ["buffer", "buffer"], result: "i32" },
  // int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from); <spawn.h>
  // glibc 2.34; without it what we open is close-on-exec anyway, only descriptors that we inherited ourselves leak through.
  posix_spawn_file_actions_addclosefrom_np: { parameters: ["buffer", "i32"], result: "i32", optional: true },
  // int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions); <spawn.h>
  posix_spawn_file_actions_destroy: { parameters: ["buffer"], result: "i32" },
  // int posix_spawnattr_init(posix_spawnattr_t *attr); <spawn.h>
  posix_spawnattr_init: { parameters: ["buffer"], result: "i32" },
  // int posix_spawnattr_setflags(posix_spawnattr_t *attr, short flags); <spawn.h>
  posix_spawnattr_setflags: { parameters: ["buffer", "i16"], result: "i32" },
  // int posix_spawnattr_setsigdefault(posix_spawnattr_t *attr, const sigset_t *signals); <spawn.h>
  posix_spawnattr_setsigdefault: { parameters: ["buffer", "buffer"], result: "i32" },
  // int posix_spawnattr_setsigmask(posix_spawnattr_t *attr, const sigset_t *signals); <spawn.h>
  posix_spawnattr_setsigmask: { parameters: ["buffer", "buffer"], result: "i32" },
  // ssize_t pwrite(int fd, const void *buf, size_t count, off_t offset); <unistd.h>
  pwrite: { parameters: ["i32", "buffer", "usize", "i64"], result: "i32" },
  // ssize_t read(int fd, void *buf, size_t count); <unistd.h>
  read: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  // Stands for pidfd_open, which glibc wraps from 2.36 only.
  // long syscall(long number, ...); <unistd.h>
  syscall: { parameters: ["i64", "i64", "i64"], result: "i32" },
  // pid_t waitpid(pid_t pid, int *status, int options); <sys/wait.h>
  waitpid: { parameters: ["i32", "buffer", "i32"], result: "i32" },
  // ssize_t write(int fd, const void *buf, size_t count); <unistd.h>
  write: { parameters: ["i32", "buffer", "usize"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** libc, opened. Its functions have their C names. */
export interface Libc extends Symbols {
  /** The error number of the call just made: valid only straight after a synchronous call. */
  errno(): number;
}

let opened: Libc | undefined;

/**
 * Opens libc at the first call; it is never closed.
 *
 * @throws UnsupportedError where there is no glibc or FFI is not permitted.
 */
export function libc(): Libc {
  if (opened !== undefined) return opened;
  let symbols: Symbols;
  try {
    symbols = openSymbols();
  } catch (cause) {
    throw new UnsupportedError(`glibc (${LIBC})`, "use a Linux with glibc 2.29 or newer, and permit FFI", cause);
  }
  const address = symbols.__errno_location();
  if (address === null) throw new UnsupportedError("errno", `use a ${LIBC} whose __errno_location works`);
  // One thread runs this module, so the address stays that thread's own.
  const view = new Deno.UnsafePointerView(address);
  opened = { ...symbols, errno: () => view.getInt32() };
  return opened;
}

function openSymbols(): Symbols {
  const declared: Record<string, Deno.ForeignFunction> = {};
  for (const [name, symbol] of Object.entries<Deno.ForeignFunction>(SYMBOLS)) {
    declared[name] = symbol.nonblocking ? symbol : { ...symbol, parameters: [...symbol.parameters, IGNORED_PARAMETER] };
  }
  const functions: Record<string, unknown> = {};
  for (const [name, call] of Object.entries(Deno.dlopen(LIBC, declared).symbols)) {
    const takesIgnored = call !== null && declared[name]?.nonblocking !== true;
    functions[name] = takesIgnored ? (...parameters: unknown[]) => (call as (...all: unknown[]) => unknown)(...parameters, IGNORED) : call;
  }
  return functions as Symbols;
}

/** The failure of `symbol` with an error number. `about` names what the call was for. */
export function nativeError(symbol: string, errno: number, about?: string): NativeError {
  const meaning = errnoMeaning(errno);
  return new NativeError({ library: LIBC, symbol, code: errnoName(errno), detail: about === undefined ? meaning : `${about}: ${meaning}` });
}

/**
 * The result of a call that answers −1 for failure.
 *
 * @throws NativeError with errno's name.
 */
export function checked(symbol: string, result: number, about?: string): number {
  if (result < 0) throw nativeError(symbol, libc().errno(), about);
  return result;
}
