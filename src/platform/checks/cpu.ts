import { rounded } from "../../core/mod.ts";
import type { Machine, ProcessorTime } from "./machine.ts";
import { known, readText, type Source, unknown } from "./reading.ts";

/** Over how long use is measured. */
export const MEASURED_MS = 1_000;

/** `cpu` and `load`: time at work over a second, and the load average. */
export const cpu: Source = (question, machine, signal) => question.metric === "usage" ? usage(machine, signal) : load(machine);

async function usage(machine: Machine, signal: AbortSignal) {
  const before = await timesOf(machine);
  await machine.sleep(MEASURED_MS, signal);
  const after = await timesOf(machine);
  if (before === undefined || after === undefined) return unknown("the system does not say how long its processors worked");
  const total = after.total - before.total;
  if (total <= 0) return unknown("the system's count of processor time stands still");
  const percent = rounded(Math.min(100, Math.max(0, 100 * (after.busy - before.busy) / total)), 2);
  const { averages, evidence } = await loadOf(machine);
  return known(percent, [`${percent}% at work over ${MEASURED_MS / 1000} s`, ...(averages === undefined ? [] : evidence)], {
    unit: "percent",
    advice: "See what works: top -o %CPU",
  });
}

async function timesOf(machine: Machine): Promise<ProcessorTime | undefined> {
  const times = machine.os === "linux" ? parseStatLine(await readText(machine, "/proc/stat")) : machine.processorTime();
  return times !== undefined && times.total > 0 ? times : undefined;
}

/** The first line of `/proc/stat`, see proc_stat(5). Guests count as users already. */
export function parseStatLine(text: string): ProcessorTime | undefined {
  const match = /^cpu +([\d ]+)/.exec(text);
  if (match === null) return undefined;
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0, stolen = 0] = (match[1] ?? "").trim().split(/ +/).map(
    Number,
  );
  const busy = user + nice + system + irq + softirq + stolen;
  return { busy, total: busy + idle + waiting };
}

async function load(machine: Machine) {
  const { averages, evidence } = await loadOf(machine);
  const [first] = averages ?? [];
  if (first === undefined) return unknown("the system does not count its load");
  return known(first, evidence, { advice: "See what runs or waits: ps -eo state,pid,comm | grep '^[RD]'" });
}

async function loadOf(machine: Machine): Promise<{ averages: readonly number[] | undefined; evidence: string[] }> {
  if (machine.os === "windows") return { averages: undefined, evidence: [] };
  const averages = machine.os === "linux" ? parseLoad(await readText(machine, "/proc/loadavg")) : machine.loadAverages();
  return {
    averages,
    evidence: averages === undefined
      ? []
      : [`load over 1, 5 and 15 minutes: ${averages.slice(0, 3).map((one) => rounded(one, 2)).join(", ")}`],
  };
}

/** The three averages of `/proc/loadavg`. */
export function parseLoad(text: string): readonly number[] | undefined {
  const averages = text.split(" ").slice(0, 3).map(Number);
  return averages.length === 3 && averages.every((one) => Number.isFinite(one)) && text.trim() !== "" ? averages : undefined;
}
