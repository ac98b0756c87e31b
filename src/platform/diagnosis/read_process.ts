import { AppError } from "../../core/mod.ts";
import { kernelUnits } from "../process/process_usage.ts";
import { systemReason } from "../state/system_reason.ts";
import { childrenOf, listRelatives, parentsOf } from "./list_family.ts";
import { isDenied, isGone, Look } from "./look.ts";
import { maskCommand, secretValues } from "./mask_command.ts";
import { fieldBytes, fieldNumbers, parseFields, parseStatFields, stateName, type StatFields } from "./parse_status.ts";
import { createProcFiles, type ProcFiles } from "./proc_files.ts";
import type { Identity, ProcessSnapshot } from "./process_snapshot.ts";
import { readControlGroup } from "./read_control_group.ts";
import { readDescriptors } from "./read_descriptors.ts";
import { readLimits } from "./read_limits.ts";
import { readMaps, readMemory } from "./read_memory.ts";
import { readThreads } from "./read_threads.ts";

/** Options of {@link readProcess}. */
export interface ReadProcessOptions {
  /** Default: the real ones. */
  readonly files?: ProcFiles;
  /** Milliseconds since the epoch; default the clock's. */
  readonly now?: number;
}

// <linux/sched.h>
const PF_KTHREAD = 0x00200000;

/**
 * Reads all that this user may see of a process. Nothing of it is touched or stopped.
 *
 * @throws AppError `process_unknown` when there is none, `process_unreadable` when it may not even be looked at.
 */
export function readProcess(
  pid: number,
  { files = createProcFiles(), now = Date.now() }: ReadProcessOptions = {},
): ProcessSnapshot {
  const look = new Look(pid, files);
  const stat = beginning(look);
  const status = look.at({ what: "status" }, () => parseFields(files.text(look.path("status")))) ?? new Map<string, string>();
  const group = Number(status.get("Tgid") ?? pid);
  if (group !== pid) {
    throw new AppError("process_unknown", `${pid} is a thread of the process ${group}`, { hint: `executor diagnose process ${group}` });
  }
  const { tickMs } = kernelUnits() ?? { tickMs: 10 };
  const kind = (stat.flags & PF_KTHREAD) !== 0 ? "kernel" : "program";
  // A first thread may have ended while others go on, and is a zombie until they have.
  const hasEnded = stat.letter === "X" || (stat.letter === "Z" && stat.threads <= 1);
  const hasMemory = kind === "program" && !hasEnded;
  const all = listRelatives(files);
  const descriptors = hasMemory ? readDescriptors(look) : [];
  const [uid = 0, effectiveUid = uid] = fieldNumbers(status, "Uid");
  const snapshot = {
    pid,
    name: stat.name,
    state: stateName(stat.letter),
    kind,
    exit: stat.letter === "Z" ? exitOf(uid, stat) : null,
    command: readCommand(look),
    executable: hasMemory ? look.at({ what: "executable" }, () => files.link(look.path("exe"))) : null,
    folder: hasEnded ? null : look.at({ what: "working folder" }, () => files.link(look.path("cwd"))),
    user: identity(files, "/etc/passwd", uid),
    group: identity(files, "/etc/group", fieldNumbers(status, "Gid")[0] ?? 0),
    effectiveUser: identity(files, "/etc/passwd", effectiveUid),
    startedAt: Math.round(now - sinceBootMs(files) + stat.startTicks * tickMs),
    cpu: { userMs: stat.userTicks * tickMs, systemMs: stat.systemTicks * tickMs },
    memory: hasMemory ? readMemory(look, status) : null,
    maps: hasMemory ? readMaps(look) : [],
    descriptors,
    limits: readLimits(look, {
      "cpu time": Math.floor((stat.userTicks + stat.systemTicks) * tickMs / 1000),
      "data size": fieldBytes(status, "VmData"),
      "stack size": fieldBytes(status, "VmStk"),
      "resident set": fieldBytes(status, "VmRSS"),
      "processes": [...all.values()].reduce((sum, one) => sum + (one.uid === uid ? one.threads : 0), 0),
      "open files": descriptors?.length ?? null,
      "locked memory": fieldBytes(status, "VmLck"),
      "address space": fieldBytes(status, "VmSize"),
      "pending signals": fieldNumbers(status, "SigQ")[0] ?? null,
    }),
    threads: readThreads(look, tickMs),
    controlGroup: readControlGroup(look),
    parents: parentsOf(stat.parent, all),
    children: childrenOf(pid, all),
  } as const;
  const after = statOf(look);
  if (after !== undefined && after.startTicks !== stat.startTicks) {
    throw new AppError("process_unknown", `Process ${pid} ended while it was read, and another one has its number`);
  }
  return { ...snapshot, ended: after === undefined || (after.letter === "Z" && stat.letter !== "Z"), unread: look.unread };
}

/** The first look, by which everything stands. */
function beginning(look: Look): StatFields {
  let text: string;
  try {
    text = look.files.text(look.path("stat"));
  } catch (error) {
    if (isGone(error)) throw noProcess(look);
    const hint = isDenied(error) ? "Run it as root, or mount /proc without hidepid" : undefined;
    throw new AppError(
      "process_unreadable",
      `Process ${look.pid} cannot be looked at: ${systemReason(error)}`,
      hint === undefined ? {} : { hint },
    );
  }
  const stat = parseStatFields(text);
  if (stat === undefined) {
    throw new AppError("process_unreadable", `Process ${look.pid} cannot be looked at: its /proc/${look.pid}/stat is not understood`);
  }
  return stat;
}

/** Why there is nothing to look at: no `/proc`, one that hides others' processes, or no process. */
function noProcess({ pid, files }: Look): AppError {
  let mounts: string;
  try {
    mounts = files.text("/proc/self/mounts");
  } catch {
    return new AppError("process_unreadable", "Processes cannot be looked at: there is no /proc", { hint: "mount -t proc proc /proc" });
  }
  if (/^\S+ \/proc proc \S*\bhidepid=(?!0|off)/m.test(mounts)) {
    return new AppError("process_unreadable", `Process ${pid} cannot be seen: there is none, or /proc hides it (hidepid)`, {
      hint: "Run it as root",
    });
  }
  return new AppError("process_unknown", `There is no process ${pid}`);
}

function statOf(look: Look): StatFields | undefined {
  try {
    return parseStatFields(look.files.text(look.path("stat")));
  } catch {
    return undefined;
  }
}

/** How a zombie ended. The kernel says 0 to whom it does not tell: users other than root and its own. */
function exitOf(uid: number, { exitStatus }: StatFields): ProcessSnapshot["exit"] {
  const own = Deno.uid();
  if (exitStatus === 0 && own !== 0 && own !== uid) return null;
  const signal = exitStatus & 0x7f;
  return signal === 0 ? { code: exitStatus >> 8 & 0xff, signal: null } : { code: null, signal };
}

function readCommand(look: Look): readonly string[] | null {
  const command = look.at({ what: "command line" }, () => look.files.text(look.path("cmdline")));
  if (command === null) return null;
  const argv = command.replace(/\0+$/, "").split("\0");
  if (command === "" || (argv.length === 1 && argv[0] === "")) return [];
  let environment = "";
  try {
    environment = look.files.text(look.path("environ"));
  } catch {
    // Of somebody else: what names and forms tell is masked all the same.
  }
  return maskCommand(argv, secretValues(environment));
}

function identity(files: ProcFiles, file: string, id: number): Identity {
  try {
    for (const line of files.text(file).split("\n")) {
      const [name = "", , number] = line.split(":");
      if (number !== undefined && number !== "" && Number(number) === id) return { id, name };
    }
  } catch {
    // Not every system has the file; the number says enough.
  }
  return { id, name: null };
}

function sinceBootMs(files: ProcFiles): number {
  return Number(files.text("/proc/uptime").split(" ")[0]) * 1000;
}
