import {
  type FsGroup,
  isSyscall,
  type LandlockPlan,
  type NativeConfinement,
  type PathGrant,
  PROFILES,
  type ResourceLimit,
  type SocketRule,
  syscallNames,
  type SyscallRule,
} from "../../../../ffi/confine/mod.ts";
import { AppError, type ChildConfinement, type ChildSpec, nearest, type ResourceLimits } from "../../../core/mod.ts";
import { systemReason } from "../../state/system_reason.ts";
import { capabilityMasks } from "./capabilities.ts";
import { findProgram, programFiles } from "./program_files.ts";
import { SYSTEM_DEVICES, SYSTEM_READ } from "./system_paths.ts";

const RESOURCES = {
  cpuSeconds: "cpu",
  addressSpaceBytes: "address_space",
  dataBytes: "data",
  stackBytes: "stack",
  fileSizeBytes: "file_size",
  openFiles: "open_files",
  processes: "processes",
  lockedMemoryBytes: "locked_memory",
  coreBytes: "core",
} as const satisfies Readonly<Record<keyof ResourceLimits, ResourceLimit["resource"]>>;

/**
 * What the kernel is told of a child's confinement.
 *
 * @param path The program's file.
 * @param groupFile `cgroup.procs` of the control group made for it.
 * @throws AppError `confine_invalid` for what does not exist, `confine_unavailable` for what this user cannot be held by.
 */
export function nativeConfinement(
  confine: ChildConfinement,
  spec: ChildSpec,
  path: string,
  groupFile: string | undefined,
): NativeConfinement {
  const limits: ResourceLimit[] = [];
  for (const name of Object.keys(RESOURCES) as (keyof ResourceLimits)[]) {
    const value = confine.limits[name];
    if (value !== undefined) limits.push({ resource: RESOURCES[name], value });
  }
  if (confine.limits.processes !== undefined && Deno.uid() === 0) {
    throw new AppError(
      "confine_unavailable",
      `"confine.rlimits.processes" cannot hold root: the kernel counts no processes of its own user`,
      {
        hint: "Run Executor as another user, or use `confine.cgroup.pids`",
      },
    );
  }
  return {
    landlock: landlockOf(confine, spec, path),
    syscalls: syscallsOf(confine.syscalls),
    sockets: socketsOf(confine.net),
    limits,
    capabilities: capabilityMasks(confine.capabilities),
    groupFile,
  };
}

function landlockOf(confine: ChildConfinement, spec: ChildSpec, path: string): LandlockPlan {
  const { read, write, run, own, net } = confine;
  const held: FsGroup[] = [
    ...(read === undefined ? [] : ["read"] as const),
    ...(write === undefined ? [] : ["write"] as const),
    ...(run === undefined ? [] : ["execute"] as const),
  ];
  const ports = net !== undefined && (net.connect.length > 0 || net.listen.length > 0)
    ? { connect: net.connect, bind: net.listen }
    : undefined;
  if (held.length === 0) return { held, grants: [], ports };
  const grants: PathGrant[] = [];
  const grant = (paths: readonly string[], groups: readonly FsGroup[], isOptional = false) => {
    for (const path of paths) grants.push({ path, groups, isOptional });
  };
  grant(named(read, "read"), ["read"]);
  grant(named(write, "write"), ["read", "write"]);
  grant(own.read, ["read"]);
  grant(own.write, ["read", "write"]);
  grant(SYSTEM_READ, ["read"], true);
  grant(SYSTEM_DEVICES, ["read", "write"], true);
  const { PATH } = spec.env;
  grant(programFiles(path.startsWith("/") ? path : `${spec.cwd}/${path}`, PATH, spec.cwd), ["read", "execute"], true);
  for (const item of run ?? []) {
    const found = item.includes("/") ? named([item], "run")[0] : findProgram(item, PATH, spec.cwd);
    if (found === undefined) throw new AppError("confine_invalid", `"confine.run" names ${item}, and there is no such program in PATH`);
    grant(Deno.statSync(found).isDirectory ? [found] : programFiles(found, PATH, spec.cwd), ["read", "execute"], true);
  }
  return { held, grants, ports };
}

/** Paths of the document: a missing one is a mistake that would show as a refusal later. */
function named(paths: readonly string[] | undefined, field: string): readonly string[] {
  for (const path of paths ?? []) {
    try {
      Deno.statSync(path);
    } catch (cause) {
      const isMissing = cause instanceof Deno.errors.NotFound;
      const found = isMissing ? "does not exist" : `cannot be looked at: ${systemReason(cause)}`;
      throw new AppError("confine_invalid", `"confine.${field}" names ${path}, which ${found}`, {
        cause,
        ...(isMissing ? { hint: "Make it before, in an earlier task or by hand, or name the folder it will be made in" } : {}),
      });
    }
  }
  return paths ?? [];
}

function syscallsOf(syscalls: ChildConfinement["syscalls"]): SyscallRule {
  if (typeof syscalls === "string") return syscalls;
  for (const item of syscalls.allow) {
    const isKnown = item.startsWith("@") ? Object.hasOwn(PROFILES, item.slice(1)) : isSyscall(item);
    if (isKnown) continue;
    const names = [...Object.keys(PROFILES).map((name) => `@${name}`), ...syscallNames()];
    const near = nearest(item, names);
    throw new AppError("confine_invalid", `"confine.syscalls" names "${item}", which is no system call of Linux`, {
      hint: near === undefined ? "They are listed in syscalls(2)" : `Did you mean "${near}"?`,
    });
  }
  return syscalls;
}

function socketsOf(net: ChildConfinement["net"]): SocketRule | undefined {
  if (net === undefined) return undefined;
  const listens = net.listen.length > 0 || net.unix;
  return { tcp: net.connect.length + net.listen.length > 0, udp: net.udp, unix: net.unix, listens };
}
