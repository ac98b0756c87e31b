import { NativeError, UnsupportedError } from "../errors.ts";
import { errnoMeaning, errnoName } from "./errno.ts";

/** The library every symbol here comes from. */
export const LIBC = "libc.so.6";

/**
 * An `int` result. Written as a struct of one `int`, which C returns in the same register: for a struct the runtime makes no machine code
 * of its own, and that saves 0.15 ms a symbol at start-up for 0.5 µs a call. With some thirty symbols it decides how fast a short run is.
 */
const INT = { struct: ["i32"] } as const;
/** An address result; a struct of one word, for the same reason. */
const ADDRESS = { struct: ["u64"] } as const;

const SYMBOLS = {
  __errno_location: { parameters: [], result: ADDRESS },
  access: { parameters: ["buffer", "i32"], result: INT },
  close: { parameters: ["i32"], result: INT },
  epoll_create1: { parameters: ["i32"], result: INT },
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: INT },
  epoll_wait: { parameters: ["i32", "buffer", "i32", "i32"], result: INT },
  epoll_wait_later: { name: "epoll_wait", parameters: ["i32", "buffer", "i32", "i32"], result: "i32", nonblocking: true },
  fcntl: { parameters: ["i32", "i32", "i32"], result: INT },
  ioctl: { parameters: ["i32", "u64", "buffer"], result: INT },
  kill: { parameters: ["i32", "i32"], result: INT },
  lseek: { parameters: ["i32", "i64", "i32"], result: INT },
  memfd_create: { parameters: ["buffer", "u32"], result: INT },
  open: { parameters: ["buffer", "i32"], result: INT },
  pipe2: { parameters: ["buffer", "i32"], result: INT },
  posix_spawn: { parameters: ["buffer", "buffer", "buffer", "buffer", "buffer", "buffer"], result: INT },
  posix_spawn_file_actions_init: { parameters: ["buffer"], result: INT },
  posix_spawn_file_actions_adddup2: { parameters: ["buffer", "i32", "i32"], result: INT },
  posix_spawn_file_actions_addchdir_np: { parameters: ["buffer", "buffer"], result: INT },
  // glibc 2.34; without it what we open is close-on-exec anyway, only descriptors that we inherited ourselves leak through.
  posix_spawn_file_actions_addclosefrom_np: { parameters: ["buffer", "i32"], result: INT, optional: true },
  posix_spawn_file_actions_destroy: { parameters: ["buffer"], result: INT },
  posix_spawnattr_init: { parameters: ["buffer"], result: INT },
  posix_spawnattr_setflags: { parameters: ["buffer", "i16"], result: INT },
  posix_spawnattr_setsigdefault: { parameters: ["buffer", "buffer"], result: INT },
  posix_spawnattr_setsigmask: { parameters: ["buffer", "buffer"], result: INT },
  read: { parameters: ["i32", "buffer", "usize"], result: INT },
  // Stands for pidfd_open, which glibc wraps from 2.36 only.
  syscall: { parameters: ["i64", "i64", "i64"], result: INT },
  waitpid: { parameters: ["i32", "buffer", "i32"], result: INT },
  write: { parameters: ["i32", "buffer", "usize"], result: INT },
} as const satisfies Deno.ForeignLibraryInterface;

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** libc, opened. Its functions have their C names; an `int` comes wrapped and {@link int} unwraps it. */
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
    symbols = Deno.dlopen(LIBC, SYMBOLS).symbols;
  } catch (cause) {
    throw new UnsupportedError(`glibc (${LIBC})`, "use a Linux with glibc 2.29 or newer, and permit FFI", cause);
  }
  const address = Deno.UnsafePointer.create(new DataView(symbols.__errno_location().buffer).getBigUint64(0, true));
  if (address === null) throw new UnsupportedError("errno", `use a ${LIBC} whose __errno_location works`);
  // One thread runs this module, so the address stays that thread's own.
  const view = new Deno.UnsafePointerView(address);
  opened = Object.assign(Object.create(null) as object, symbols, { errno: () => view.getInt32() }) as Libc;
  return opened;
}

/** The `int` in a result. */
export function int(result: Uint8Array): number {
  return (result[0] ?? 0) | ((result[1] ?? 0) << 8) | ((result[2] ?? 0) << 16) | ((result[3] ?? 0) << 24);
}

/** The failure of `symbol` with an error number. `about` names what the call was for. */
export function nativeError(symbol: string, errno: number, about?: string): NativeError {
  const meaning = errnoMeaning(errno);
  return new NativeError({ library: LIBC, symbol, code: errnoName(errno), detail: about === undefined ? meaning : `${about}: ${meaning}` });
}

/**
 * The `int` of a call that answers −1 for failure.
 *
 * @throws NativeError with errno's name.
 */
export function checked(symbol: string, result: Uint8Array, about?: string): number {
  const value = int(result);
  if (value < 0) throw nativeError(symbol, libc().errno(), about);
  return value;
}
