import { resolve } from "node:path";
import type { ChildConfinement, Confine, ResourceLimits, SocketConfinement } from "../core/mod.ts";
import type { AttemptContext } from "./attempt.ts";

/** What a program of root's may still use that works for its user: files of any owner, no machine. */
const COMMON_CAPABILITIES = ["chown", "dac_override", "fowner", "fsetid", "kill", "net_bind_service", "setgid", "setuid"];

/** `confine: strict`, as a document would say it at length. */
const STRICT: Confine = { read: ["."], write: [], net: "none", syscalls: "strict", capabilities: [] };

/** Limits by the document's names, and what they are called here. */
const LIMITS = {
  address_space: "addressSpaceBytes",
  data: "dataBytes",
  stack: "stackBytes",
  file_size: "fileSizeBytes",
  open_files: "openFiles",
  processes: "processes",
  locked_memory: "lockedMemoryBytes",
  core: "coreBytes",
} as const;

/** Whether an attempt's programs are to be confined; the task's word wins over the pipeline's. */
export function confineOf({ loaded: { pipeline }, instance: { task } }: AttemptContext): Confine | undefined {
  const confine = task.confine ?? pipeline.confine ?? "none";
  if (confine === "none") return undefined;
  return confine === "strict" ? STRICT : confine === "default" ? {} : confine;
}

/**
 * What an attempt's programs are confined to; undefined for those that are not.
 *
 * @param own Files of ours that they have to reach.
 */
export function confinementOf(
  context: AttemptContext,
  own: ChildConfinement["own"] = { read: [], write: [] },
): ChildConfinement | undefined {
  const confine = confineOf(context);
  if (confine === undefined) return undefined;
  const { loaded: { folder } } = context;
  const absolute = (paths: readonly string[]) => paths.map((path) => resolve(folder, path));
  const { read, write, run, net, syscalls = "default", capabilities = COMMON_CAPABILITIES, rlimits = {}, cgroup } = confine;
  return {
    own,
    syscalls,
    capabilities: capabilities.map((name) => name.toLowerCase().replace(/^cap_/, "")),
    limits: limitsOf(rlimits),
    ...(read === undefined ? {} : { read: absolute(read) }),
    ...(write === undefined ? {} : { write: absolute(write) }),
    // A name without a slash is looked up in PATH.
    ...(run === undefined ? {} : { run: run.map((item) => item.includes("/") ? resolve(folder, item) : item) }),
    ...(net === undefined ? {} : { net: socketsOf(net) }),
    ...(cgroup === undefined ? {} : { group: groupOf(cgroup) }),
  };
}

function socketsOf(net: Exclude<Confine["net"], undefined>): SocketConfinement {
  const none = { connect: [], listen: [], udp: false, unix: false };
  if (net === "none") return none;
  return "length" in net ? { ...none, connect: net } : { ...none, ...net };
}

function limitsOf(rlimits: Exclude<Confine["rlimits"], undefined>): ResourceLimits {
  const limits: { -readonly [name in keyof ResourceLimits]: number } = { coreBytes: 0 };
  if (rlimits.cpu !== undefined) limits.cpuSeconds = Math.ceil(rlimits.cpu / 1000);
  for (const name of Object.keys(LIMITS) as (keyof typeof LIMITS)[]) {
    const value = rlimits[name];
    if (value !== undefined) limits[LIMITS[name]] = value;
  }
  return limits;
}

function groupOf({ memory, pids, cpu }: Exclude<Confine["cgroup"], undefined>): Exclude<ChildConfinement["group"], undefined> {
  return {
    ...(memory === undefined ? {} : { memoryBytes: memory }),
    ...(pids === undefined ? {} : { pids }),
    ...(cpu === undefined ? {} : { cpus: cpu }),
  };
}
