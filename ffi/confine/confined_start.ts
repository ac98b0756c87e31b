import { NativeError } from "../errors.ts";
import { type LandlockPlan, openRuleset } from "../landlock/ruleset.ts";
import { closeDescriptor, openPipe } from "../posix/descriptors.ts";
import { errnoMeaning } from "../posix/errno.ts";
import { checked, libc, nativeError } from "../posix/libc.ts";
import type { StartPlan } from "../posix/native_child.ts";
import { poller } from "../posix/poller.ts";
import { abandon } from "../posix/process_handle.ts";
import type { SpawnPlan } from "../posix/spawn.ts";
import { cString } from "../posix/string_vectors.ts";
import { type FilterOptions, makeFilter, type SocketRule, type SyscallRule } from "../seccomp/mod.ts";
import { type Resource, type ResourceLimit, RESOURCES } from "./limits.ts";
import { starterImage } from "./starter_image.ts";

// <fcntl.h>, <linux/memfd.h>
const O_WRONLY_CLOEXEC = 0o2000001;
const MFD_CLOEXEC = 1;
const MFD_EXEC = 0x10;
const EINVAL = 22;

/** Everything a child is confined by. */
export interface NativeConfinement {
  /** Files, TCP ports, other processes. */
  readonly landlock: LandlockPlan;
  readonly syscalls: SyscallRule;
  /** Undefined leaves sockets to the system calls' profile. */
  readonly sockets: SocketRule | undefined;
  readonly limits: readonly ResourceLimit[];
  /** Masks of capabilities: those that stay, and those that this process has. */
  readonly capabilities: { readonly keep: bigint; readonly held: bigint } | undefined;
  /** The file `cgroup.procs` of the control group it joins; undefined leaves it where this process is. */
  readonly groupFile: string | undefined;
}

/** What the starter reports, by starter.h, and the part of a confinement that could not be applied. */
const STEPS: Readonly<Record<number, readonly [symbol: string, part: string]>> = {
  1: ["close_range", "closing descriptors (Linux 5.11)"],
  2: ["write", "joining the control group"],
  3: ["capset", "giving up capabilities"],
  4: ["prctl", "no new privileges"],
  5: ["landlock_restrict_self", "Landlock"],
  6: ["seccomp", "seccomp (CONFIG_SECCOMP_FILTER)"],
};
const STEP_PROGRAM = 7;
const STEP_LIMITS = 100;

/**
 * Starts a child that is confined before its program begins. A starter of a few hundred bytes runs in between, confines itself and becomes
 * the program; posix_spawn has no such steps, and this process, which has threads, must not fork.
 *
 * For `through` of {@link NativeChildOptions}.
 *
 * @throws NativeError `posix_spawn` when it is the program that cannot be started, else the call that failed, with the part in its detail.
 * @throws UnsupportedError when the kernel lacks a part.
 */
export async function startConfined(confinement: NativeConfinement, plan: SpawnPlan, start: StartPlan): Promise<number> {
  const architecture = Deno.build.arch;
  const filter = filterOf({ syscalls: confinement.syscalls, sockets: confinement.sockets });
  using ruleset = openRuleset(confinement.landlock);
  using group = confinement.groupFile === undefined ? undefined : openGroup(confinement.groupFile);
  const report = openPipe("read");
  let pid: number;
  try {
    using image = openImage(starterImage(
      {
        report: report.write,
        ruleset: ruleset?.descriptor,
        group: group?.descriptor,
        capabilities: confinement.capabilities,
        limits: confinement.limits,
        filter,
        path: absolute(plan),
      },
      architecture,
    ));
    const keep = [report.write, ruleset?.descriptor, group?.descriptor].filter((fd) => fd !== undefined);
    pid = await startImage(plan, image.descriptor, keep, start);
  } catch (error) {
    closeDescriptor(report.read);
    throw error;
  } finally {
    closeDescriptor(report.write);
  }
  const failure = await readReport(report.read);
  if (failure === undefined) return pid;
  abandon(pid);
  throw failure;
}

/** Filters by what they were made for: a pipeline has few, and each takes most of a millisecond. */
const filters = new Map<string, Uint8Array<ArrayBuffer>>();
const MOST_FILTERS = 32;

function filterOf(options: FilterOptions): Uint8Array<ArrayBuffer> {
  const key = JSON.stringify(options);
  let filter = filters.get(key);
  if (filter === undefined) {
    filter = makeFilter(options, Deno.build.arch);
    if (filters.size >= MOST_FILTERS) filters.clear();
    filters.set(key, filter);
  }
  return filter;
}

async function startImage(plan: SpawnPlan, image: number, keep: readonly number[], start: StartPlan): Promise<number> {
  try {
    return await start({ ...plan, path: `/proc/self/fd/${image}`, keep });
  } catch (error) {
    if (!(error instanceof NativeError) || error.code === "ENOENT") throw error;
    // The working folder fails like this too; its own message is better, and the caller looks there first.
    throw new NativeError({ ...error, symbol: "confine", detail: `programs in memory cannot be started here: ${error.detail}` });
  }
}

/** The file to run, as the starter is in the working folder already but `/proc/self` names nothing to it. */
function absolute({ path, cwd }: SpawnPlan): string {
  return path.startsWith("/") ? path : `${cwd}/${path}`;
}

interface Held extends Disposable {
  readonly descriptor: number;
}

function held(descriptor: number): Held {
  return { descriptor, [Symbol.dispose]: () => closeDescriptor(descriptor) };
}

function openGroup(file: string): Held {
  return held(checked("open", libc().open(cString(file), O_WRONLY_CLOEXEC), file));
}

/** A program in memory. */
function openImage(bytes: Uint8Array<ArrayBuffer>): Held {
  const symbols = libc();
  const name = cString("confine");
  let fd = symbols.memfd_create(name, MFD_CLOEXEC | MFD_EXEC);
  // Before Linux 6.3 every such file can be executed, and the flag is unknown.
  if (fd < 0 && symbols.errno() === EINVAL) fd = symbols.memfd_create(name, MFD_CLOEXEC);
  const image = held(checked("memfd_create", fd, "a program in memory"));
  try {
    for (let rest = bytes; rest.length > 0;) {
      rest = rest.subarray(checked("write", symbols.write(image.descriptor, rest, BigInt(rest.length)), "a program in memory"));
    }
    return image;
  } catch (error) {
    image[Symbol.dispose]();
    throw error;
  }
}

/** What the starter says before it is gone; nothing once it has become the program. Closes the pipe. */
async function readReport(fd: number): Promise<NativeError | undefined> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const words = new Int32Array(2);
  const bytes = new Uint8Array(words.buffer);
  // Closed at once: the poller must not begin to wait again for what nobody wants to know.
  poller.watch(fd, () => {
    const isWhole = libc().read(fd, bytes, BigInt(bytes.length)) === bytes.length;
    poller.close(fd);
    resolve(isWhole);
  });
  if (!await promise) return undefined;
  const [step = 0, errno = 0] = words;
  if (step === STEP_PROGRAM) return nativeError("posix_spawn", errno);
  if (step >= STEP_LIMITS) return nativeError("prlimit", errno, `the limit ${resourceName(step - STEP_LIMITS)}`);
  const [symbol, part] = STEPS[step] ?? ["confine", `step ${step}`];
  return new NativeError({ library: "Linux", symbol, code: `E${errno}`, detail: `${part}: ${errnoMeaning(errno)}` });
}

function resourceName(number: number): string {
  return (Object.keys(RESOURCES) as Resource[]).find((name) => RESOURCES[name] === number) ?? String(number);
}
