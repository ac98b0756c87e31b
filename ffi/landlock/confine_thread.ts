import { UnsupportedError } from "../errors.ts";
import { findLayout } from "../layouts/layout.ts";
import { layoutOf } from "../posix/layouts.ts";
import { LIBC, nativeError } from "../posix/libc.ts";
import { cString } from "../posix/string_vectors.ts";
import { LANDLOCK_LAYOUTS } from "./layouts.ts";

// <sys/prctl.h>, <sys/syscall.h> (the same on every architecture), <fcntl.h>, <sys/resource.h>, <linux/landlock.h>
const PR_SET_NO_NEW_PRIVS = 38;
const SYS_LANDLOCK_CREATE_RULESET = 444n;
const SYS_LANDLOCK_ADD_RULE = 445n;
const SYS_LANDLOCK_RESTRICT_SELF = 446n;
const LANDLOCK_CREATE_RULESET_VERSION = 1n;
const LANDLOCK_RULE_PATH_BENEATH = 1n;
const LANDLOCK_ACCESS_FS_READ_FILE = 1n << 2n;
const LANDLOCK_ACCESS_FS_READ_DIR = 1n << 3n;
const LANDLOCK_ACCESS_NET_ALL = 0b11n;
const LANDLOCK_SCOPE_ALL = 0b11n;
const O_PATH_DIRECTORY_CLOEXEC = 0o10000000 | 0o200000 | 0o2000000;
const RLIMIT_CORE = 4;

/** Rights on files that Landlock knows, by the version that brought the last of them. */
const FS_RIGHTS: readonly (readonly [version: number, rights: bigint])[] = [[1, 13n], [2, 14n], [3, 15n], [5, 16n]];

const SYMBOLS = {
  // int *__errno_location(void); <errno.h> of glibc
  __errno_location: { parameters: [], result: "pointer" },
  // int close(int fd); <unistd.h>
  close: { parameters: ["i32"], result: "i32" },
  // int open(const char *path, int flags, ...); <fcntl.h>
  open: { parameters: ["buffer", "i32"], result: "i32" },
  // int prctl(int option, ...); <sys/prctl.h>
  prctl: { parameters: ["i32", "u64", "u64", "u64", "u64"], result: "i32" },
  // int setrlimit(int resource, const struct rlimit *limit); <sys/resource.h>
  setrlimit: { parameters: ["i32", "buffer"], result: "i32" },
  // One C function, declared by what stands where.
  create_ruleset: { name: "syscall", parameters: ["i64", "buffer", "usize", "u64"], result: "i64" },
  add_rule: { name: "syscall", parameters: ["i64", "i64", "i64", "buffer", "u64"], result: "i64" },
  restrict_self: { name: "syscall", parameters: ["i64", "i64", "u64"], result: "i64" },
} as const satisfies Deno.ForeignLibraryInterface;

/** What this process may no longer do. */
export interface Confinement {
  /** Version of Landlock that holds it; 0 where the kernel has none. */
  readonly landlock: number;
}

/** The version of Landlock this kernel offers; 0 for none. @throws UnsupportedError without glibc. */
export function landlockVersion(): number {
  return versionOf(openLibc());
}

/**
 * Confines the calling thread, and every thread and process that it starts from now on: nothing of the file system but reading below some
 * folders, no programs, no TCP, no signals to others and no abstract sockets (as far as the kernel's Landlock goes), no new privileges, no
 * core dumps. There is no way back.
 *
 * Call it before other threads exist that could do the confined one's work.
 *
 * @param folders The only folders that can still be read; absolute.
 * @throws UnsupportedError without glibc.
 * @throws NativeError when a kernel that has Landlock refuses.
 */
export function confineThread(folders: readonly string[]): Confinement {
  const libc = openLibc();
  libc.setrlimit(RLIMIT_CORE, new Uint8Array(layoutOf("struct rlimit").size));
  check(libc, "prctl", libc.prctl(PR_SET_NO_NEW_PRIVS, 1n, 0n, 0n, 0n));
  const version = versionOf(libc);
  if (version === 0) return { landlock: 0 };
  const rights = FS_RIGHTS.findLast(([since]) => since <= version)?.[1] ?? 13n;
  const attributes = new BigUint64Array([
    (1n << rights) - 1n,
    version >= 4 ? LANDLOCK_ACCESS_NET_ALL : 0n,
    version >= 6 ? LANDLOCK_SCOPE_ALL : 0n,
  ]);
  const size = version >= 6 ? 24n : version >= 4 ? 16n : 8n;
  const ruleset = check(
    libc,
    "landlock_create_ruleset",
    libc.create_ruleset(SYS_LANDLOCK_CREATE_RULESET, new Uint8Array(attributes.buffer), size, 0n),
  );
  const ruleLayout = findLayout(LANDLOCK_LAYOUTS, "struct landlock_path_beneath_attr");
  for (const folder of folders) {
    const directory = check(libc, "open", libc.open(cString(folder), O_PATH_DIRECTORY_CLOEXEC), folder);
    const rule = new DataView(new ArrayBuffer(ruleLayout.size));
    rule.setBigUint64(ruleLayout.fields["allowed_access"] ?? 0, LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR, true);
    rule.setInt32(ruleLayout.fields["parent_fd"] ?? 0, directory, true);
    const bytes = new Uint8Array(rule.buffer);
    check(libc, "landlock_add_rule", libc.add_rule(SYS_LANDLOCK_ADD_RULE, BigInt(ruleset), LANDLOCK_RULE_PATH_BENEATH, bytes, 0n));
    libc.close(directory);
  }
  check(libc, "landlock_restrict_self", libc.restrict_self(SYS_LANDLOCK_RESTRICT_SELF, BigInt(ruleset), 0n));
  libc.close(ruleset);
  return { landlock: version };
}

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** Opened apart from what `posix/` opens, as that has ten times the symbols. */
function openLibc(): Symbols {
  try {
    return Deno.dlopen(LIBC, SYMBOLS).symbols;
  } catch (cause) {
    throw new UnsupportedError(`glibc (${LIBC})`, "use a Linux with glibc, and permit FFI", cause);
  }
}

function versionOf(libc: Symbols): number {
  return Math.max(0, Number(libc.create_ruleset(SYS_LANDLOCK_CREATE_RULESET, null, 0n, LANDLOCK_CREATE_RULESET_VERSION)));
}

function check(libc: Symbols, symbol: string, result: number | bigint, about?: string): number {
  if (result >= 0) return Number(result);
  const address = libc.__errno_location();
  throw nativeError(symbol, address === null ? 0 : new Deno.UnsafePointerView(address).getInt32(), about);
}
