import { UnsupportedError } from "../errors.ts";
import { LIBC, nativeError } from "../posix/libc.ts";
import { cString } from "../posix/string_vectors.ts";
import { bitsOf, type FsGroup, NEEDS, NET, REFER_BIT, SCOPE_ALL } from "./rights.ts";

// <sys/syscall.h> (the same on every architecture), <fcntl.h>, <linux/landlock.h>
const SYS_LANDLOCK_CREATE_RULESET = 444n;
const SYS_LANDLOCK_ADD_RULE = 445n;
const LANDLOCK_CREATE_RULESET_VERSION = 1n;
const LANDLOCK_RULE_PATH_BENEATH = 1n;
const LANDLOCK_RULE_NET_PORT = 2n;
const O_PATH_CLOEXEC = 0o10000000 | 0o2000000;
const O_DIRECTORY = 0o200000;

// `long syscall(long number, ...)` of <unistd.h>, declared by what stands where.
const SYMBOLS = {
  __errno_location: { parameters: [], result: "pointer" },
  close: { parameters: ["i32"], result: "i32" },
  open: { parameters: ["buffer", "i32"], result: "i32" },
  create_ruleset: { name: "syscall", parameters: ["i64", "buffer", "usize", "u64"], result: "i64" },
  add_rule: { name: "syscall", parameters: ["i64", "i64", "i64", "buffer", "u64"], result: "i64" },
} as const satisfies Deno.ForeignLibraryInterface;

/** What a path may be used for. */
export interface PathGrant {
  /** Absolute; links are followed. */
  readonly path: string;
  readonly groups: readonly FsGroup[];
  /** Without it a path that does not exist is an error. */
  readonly isOptional?: boolean;
}

/** What a domain of Landlock's holds. */
export interface LandlockPlan {
  /** Uses of files that are refused unless granted; what is not among them stays as it is. */
  readonly held: readonly FsGroup[];
  readonly grants: readonly PathGrant[];
  /** TCP ports that may be used; undefined leaves TCP as it is. */
  readonly ports?: { readonly connect: readonly number[]; readonly bind: readonly number[] } | undefined;
}

/** A ruleset of the kernel's; closed by its owner, whether or not a process took it on. */
export class Ruleset implements Disposable {
  /** Its descriptor, for whoever hands it to a child; close-on-exec. */
  readonly descriptor: number;
  readonly #libc: Symbols;

  /** Use {@link openRuleset}. */
  constructor(libc: Symbols, descriptor: number) {
    this.#libc = libc;
    this.descriptor = descriptor;
  }

  [Symbol.dispose](): void {
    this.#libc.close(this.descriptor);
  }
}

/**
 * Makes a ruleset. Who takes it on can look into no process outside any more; where this kernel can, signals to those and their abstract
 * sockets are refused too. A plan that holds nothing gets that much.
 *
 * @returns Undefined for a plan that holds nothing, on a kernel that has nothing to hold it with.
 * @throws UnsupportedError when the kernel's Landlock cannot hold what the plan asks for.
 * @throws NativeError with the path it is about in its detail.
 */
export function openRuleset(plan: LandlockPlan): Ruleset | undefined {
  const libc = openLibc();
  const version = versionOf(libc);
  if (plan.held.length === 0 && plan.ports === undefined && version < NEEDS.bare.version) return undefined;
  need(version, NEEDS.files, "confined files");
  if (plan.held.includes("write")) need(version, NEEDS.write, "confined writing");
  if (plan.ports !== undefined) need(version, NEEDS.ports, "confined TCP ports");
  const held = bitsOf(plan.held, version) | (version >= 2 ? REFER_BIT : 0n);
  const attributes = new BigUint64Array([
    held,
    plan.ports === undefined ? 0n : NET.bind | NET.connect,
    version >= NEEDS.scope.version ? SCOPE_ALL : 0n,
  ]);
  const size = version >= NEEDS.scope.version ? 24n : version >= NEEDS.ports.version ? 16n : 8n;
  const created = libc.create_ruleset(SYS_LANDLOCK_CREATE_RULESET, new Uint8Array(attributes.buffer), size, 0n);
  const ruleset = new Ruleset(libc, check(libc, "landlock_create_ruleset", created));
  try {
    // Moving between folders is writing's to hold.
    const free = !plan.held.includes("write") && version >= 2 ? [{ path: "/", bits: REFER_BIT }] : [];
    for (const { path, bits } of free) addPath(libc, ruleset, path, () => bits);
    for (const { path, groups, isOptional = false } of plan.grants) {
      const used = groups.filter((group) => plan.held.includes(group));
      if (used.length > 0) addPath(libc, ruleset, path, (isFolder) => bitsOf(used, version, isFolder), isOptional);
    }
    for (const port of plan.ports?.connect ?? []) addPort(libc, ruleset, port, NET.connect);
    for (const port of plan.ports?.bind ?? []) addPort(libc, ruleset, port, NET.bind);
    return ruleset;
  } catch (error) {
    ruleset[Symbol.dispose]();
    throw error;
  }
}

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

let opened: Symbols | undefined;

function openLibc(): Symbols {
  try {
    return opened ??= Deno.dlopen(LIBC, SYMBOLS).symbols;
  } catch (cause) {
    throw new UnsupportedError(`glibc (${LIBC})`, "use a Linux with glibc, and permit FFI", cause);
  }
}

function versionOf(libc: Symbols): number {
  return Math.max(0, Number(libc.create_ruleset(SYS_LANDLOCK_CREATE_RULESET, null, 0n, LANDLOCK_CREATE_RULESET_VERSION)));
}

function need(version: number, { version: least, kernel }: { readonly version: number; readonly kernel: string }, what: string): void {
  if (version >= least) return;
  const found = version === 0 ? "this one has none, or it is not in its lsm= list" : `this one has version ${version}`;
  throw new UnsupportedError(
    `Landlock version ${least}`,
    `${what} needs it: Linux ${kernel} or newer, built with CONFIG_SECURITY_LANDLOCK; ${found}`,
  );
}

// struct landlock_path_beneath_attr, packed: allowed_access at 0, parent_fd at 8.
function addPath(libc: Symbols, ruleset: Ruleset, path: string, bits: (isFolder: boolean) => bigint, isOptional = false): void {
  let descriptor = libc.open(cString(path), O_PATH_CLOEXEC | O_DIRECTORY);
  const isFolder = descriptor >= 0;
  if (!isFolder) descriptor = libc.open(cString(path), O_PATH_CLOEXEC);
  if (descriptor < 0 && isOptional) return;
  check(libc, "open", descriptor, path);
  try {
    const rule = new DataView(new ArrayBuffer(12));
    rule.setBigUint64(0, bits(isFolder), true);
    rule.setInt32(8, descriptor, true);
    add(libc, ruleset, LANDLOCK_RULE_PATH_BENEATH, new Uint8Array(rule.buffer), path);
  } finally {
    libc.close(descriptor);
  }
}

// struct landlock_net_port_attr: allowed_access at 0, port at 8.
function addPort(libc: Symbols, ruleset: Ruleset, port: number, access: bigint): void {
  add(libc, ruleset, LANDLOCK_RULE_NET_PORT, new Uint8Array(new BigUint64Array([access, BigInt(port)]).buffer), `port ${port}`);
}

function add(libc: Symbols, ruleset: Ruleset, kind: bigint, rule: Uint8Array<ArrayBuffer>, about: string): void {
  check(libc, "landlock_add_rule", libc.add_rule(SYS_LANDLOCK_ADD_RULE, BigInt(ruleset.descriptor), kind, rule, 0n), about);
}

function check(libc: Symbols, symbol: string, result: number | bigint, about?: string): number {
  if (result >= 0) return Number(result);
  const address = libc.__errno_location();
  throw nativeError(symbol, address === null ? 0 : new Deno.UnsafePointerView(address).getInt32(), about);
}
