import type { ChildExit, Confine } from "../core/mod.ts";

/** What a confined program's end may have to do with its confinement, to stand behind the message of its failure. */
export function explainConfined({ signal, code, groupLimit, refused }: ChildExit, confine: Confine): string {
  if (groupLimit === "memory") return "; its processes needed more memory than `confine.cgroup.memory`";
  if (groupLimit === "pids") return "; its processes became more than `confine.cgroup.pids`";
  // A shell hands the signal of its program on as a code above 128.
  const ended = signal ?? SIGNALS[code];
  if (ended === "SIGSYS") {
    const profile = typeof confine.syscalls === "string" ? confine.syscalls : "default";
    if (refused?.call !== undefined) return `; "${refused.program}" called ${refused.call}, which \`confine.syscalls: ${profile}\` refuses`;
    if (refused !== undefined) return `; "${refused.program}" made a system call of another architecture, as a 32-bit program does`;
    return `; it made a system call that \`confine.syscalls: ${profile}\` refuses, or one of another architecture (a 32-bit program)`;
  }
  if (ended === "SIGXCPU" || ended === "SIGKILL" && confine.rlimits?.cpu !== undefined) {
    return "; it may have used more processor time than `confine.rlimits.cpu`";
  }
  if (ended === "SIGXFSZ") return "; a file became larger than `confine.rlimits.file_size`";
  return `; it was confined (${summary(confine)}): what that refuses shows as "Permission denied" or "Operation not permitted"`;
}

const SIGNALS: Readonly<Record<number, string>> = { 137: "SIGKILL", 152: "SIGXCPU", 153: "SIGXFSZ", 159: "SIGSYS" };

/** The confinement in a few words. */
function summary({ read, write, run, net, syscalls = "default", rlimits = {} }: Confine): string {
  const list = (items: readonly string[], none: string) => items.length === 0 ? none : items.join(", ");
  // Core dumps are limited wherever anything is.
  const limits = Object.keys(rlimits).filter((name) => name !== "core");
  return [
    ...(read === undefined ? [] : [`reads ${list(read, "the system alone")}`]),
    ...(write === undefined ? [] : [`writes ${list(write, "nothing")}`]),
    ...(run === undefined ? [] : [`runs ${list(run, "nothing else")}`]),
    ...(net === undefined ? [] : [net === "none" ? "no network" : "network by list"]),
    ...(limits.length === 0 ? [] : [`limits ${limits.join(", ")}`]),
    `system calls ${typeof syscalls === "string" ? syscalls : "by list"}`,
  ].join("; ");
}
