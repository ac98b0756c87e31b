import { parseStat } from "../process/process_usage.ts";
import type { Machine } from "./machine.ts";
import { readText } from "./reading.ts";

/** A process as the kernel shows it. */
export interface ProcessFacts {
  readonly pid: number;
  /** The program's name, at most 15 characters on Linux. */
  readonly name: string;
  readonly argv: readonly string[];
  readonly residentBytes: number;
  /** Own processor time; undefined where it is not told. */
  readonly cpuMs: number | undefined;
}

const AT_ONCE = 32;

/**
 * All processes that can be seen and still live, this one left out: it is the one that asks.
 *
 * @throws What reading the list throws; a process that ends meanwhile is left out.
 */
export async function listProcesses(machine: Machine, signal: AbortSignal): Promise<readonly ProcessFacts[]> {
  const pids = (await machine.list("/proc")).filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => pid !== machine.pid);
  const found: ProcessFacts[] = [];
  for (let at = 0; at < pids.length && !signal.aborted; at += AT_ONCE) {
    const facts = await Promise.all(pids.slice(at, at + AT_ONCE).map((pid) => factsOf(machine, pid)));
    for (const fact of facts) if (fact !== undefined) found.push(fact);
  }
  return found;
}

/** Undefined for one that has ended. */
export async function factsOf(machine: Machine, pid: number): Promise<ProcessFacts | undefined> {
  try {
    const stat = await readText(machine, `/proc/${pid}/stat`);
    const usage = parseStat(pid, stat);
    const state = stat.charAt(stat.lastIndexOf(")") + 2);
    if (usage === undefined || state === "Z" || state === "X") return undefined;
    const argv = (await readText(machine, `/proc/${pid}/cmdline`)).split("\0");
    if (argv.at(-1) === "") argv.pop();
    const { pageBytes, tickMs } = machine.units;
    const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    return { pid, name, argv, residentBytes: usage.pages * pageBytes, cpuMs: ownTicks(stat) * tickMs };
  } catch {
    return undefined;
  }
}

/** utime and stime, see proc_pid_stat(5): its children's time is theirs. */
function ownTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
  return (fields[11] ?? 0) + (fields[12] ?? 0);
}
