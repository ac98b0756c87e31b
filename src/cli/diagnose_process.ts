import { resolve } from "node:path";
import { AppError, checkValueText } from "../core/mod.ts";
import { debuggerOf, findProcesses, type ProcessSnapshot, readProcess, writeDump } from "../platform/diagnosis/mod.ts";
import { createProcesses } from "../platform/mod.ts";
import type { Io } from "./io.ts";
import { processJson } from "./render/process_json.ts";
import { drawProcess } from "./render/process_text.ts";
import { visible } from "./render/visible.ts";
import type { VerbArgs } from "./verb.ts";

/** A core that was written. */
export interface WrittenCore {
  readonly file: string;
  readonly sizeBytes: number;
}

const HINT = "For example: executor diagnose process 4711";
const CANCELLED = 3;
/** What Linux' largest setting of kernel.pid_max allows. */
const MOST_PID = 2 ** 22;

/** `executor diagnose process PID|NAME [--stacks] [--core FILE]`: what a process is, holds and waits for. */
export async function diagnoseProcess(args: VerbArgs, io: Io): Promise<number> {
  const [, wanted, ...more] = args.positional;
  if (wanted === undefined || wanted === "" || more.length > 0) {
    throw new AppError("usage", "After process stands one PID, or a program's name", { hint: HINT });
  }
  if (Deno.build.os === "windows") return dumpOnWindows(wanted, args, io);
  if (Deno.build.os !== "linux") throw new AppError("process_unreadable", "Processes can be looked into on Linux alone");
  const pid = findPid(wanted);
  const cancel = new AbortController();
  const onSignal = () => cancel.abort("cancel");
  Deno.addSignalListener("SIGINT", onSignal);
  try {
    using processes = createProcesses();
    const core = args.text("--core");
    const asks = core !== undefined || args.has("--stacks");
    const gdb = asks ? debuggerOf(pid, { processes, env: io.env, signal: cancel.signal }) : undefined;
    let snapshot = readProcess(pid);
    if (gdb !== undefined && snapshot.memory === null) {
      const what = snapshot.kind === "kernel" ? "a thread of the kernel" : `a ${snapshot.state} process`;
      throw new AppError("debugger_failed", `Process ${pid} has neither stacks of its own nor a core: it is ${what}`);
    }
    if (gdb !== undefined && args.has("--stacks")) snapshot = withStacks(snapshot, await gdb.readStacks());
    const file = core === undefined ? undefined : resolve(io.cwd, core);
    const written = file === undefined || gdb === undefined ? undefined : { file, sizeBytes: await gdb.writeCore(file) };
    if (io.json) io.out.line(JSON.stringify(processJson(snapshot, written)));
    else drawProcess(snapshot, written, io);
    return 0;
  } catch (error) {
    if (cancel.signal.aborted) return CANCELLED;
    throw error;
  } finally {
    Deno.removeSignalListener("SIGINT", onSignal);
  }
}

/** What Windows has of it: a dump for its debuggers. */
function dumpOnWindows(wanted: string, args: VerbArgs, io: Io): number {
  const core = args.text("--core");
  if (core === undefined || args.has("--stacks")) {
    throw new AppError("process_unreadable", "On Windows processes cannot be looked into, only written to a file", {
      hint: "executor diagnose process 4711 --core hung.dmp",
    });
  }
  if (!/^[1-9]\d{0,9}$/.test(wanted)) throw new AppError("usage", "On Windows a process goes by its PID", { hint: HINT });
  const pid = Number(wanted);
  const file = resolve(io.cwd, core);
  const sizeBytes = writeDump(pid, file);
  if (io.json) io.out.line(JSON.stringify({ type: "process", pid, core: { file, size_bytes: sizeBytes } }));
  else io.out.line(`process ${pid}: ${visible(file)}, ${checkValueText(sizeBytes, "bytes")}`);
  return 0;
}

function findPid(wanted: string): number {
  if (/^\d+$/.test(wanted)) {
    const pid = Number(wanted);
    if (pid < 1 || pid > MOST_PID) throw new AppError("usage", `A PID is from 1 to ${MOST_PID}, found ${wanted}`, { hint: HINT });
    return pid;
  }
  const [pid, ...others] = findProcesses(wanted);
  if (pid === undefined) throw new AppError("process_unknown", `No process is called ${JSON.stringify(wanted)}`);
  if (others.length > 0) {
    const pids = [pid, ...others];
    const shown = pids.slice(0, 20).join(", ") + (pids.length > 20 ? ", …" : "");
    throw new AppError("usage", `${pids.length} processes are called ${JSON.stringify(wanted)}: ${shown}`, {
      hint: `Name one by its PID: executor diagnose process ${pid}`,
    });
  }
  return pid;
}

function withStacks(snapshot: ProcessSnapshot, stacks: ReadonlyMap<number, readonly string[]>): ProcessSnapshot {
  const threads = snapshot.threads?.map((thread) => ({ ...thread, userStack: stacks.get(thread.tid) ?? null })) ?? null;
  return { ...snapshot, threads };
}
