import { checkValueText, rounded } from "../../core/mod.ts";
import type { Machine, MemoryInfo } from "./machine.ts";
import { listProcesses } from "./process_list.ts";
import { known, readText, type Source, unknown } from "./reading.ts";

/** How many of the largest processes are named. */
const NAMED = 3;

/** `memory`: what is in use, free for new work, and swapped out. */
export const memory: Source = async (question, machine, signal) => {
  const found = machine.os === "linux" ? parseMeminfo(await readText(machine, "/proc/meminfo")) : machine.memory();
  if (found === undefined || found.total <= 0) return unknown("the system does not say how much memory it has");
  const bytes = (value: number) => checkValueText(value, "bytes");
  if (question.metric === "swap") {
    const used = found.swapTotal - found.swapFree;
    const usage = found.swapTotal === 0 ? 0 : rounded(100 * used / found.swapTotal, 2);
    const line = found.swapTotal === 0 ? "there is no swap space" : `${bytes(used)} of ${bytes(found.swapTotal)} swap in use (${usage}%)`;
    return known(usage, [line], { unit: "percent", advice: "See what is swapped out and in: vmstat 1 5" });
  }
  const used = found.total - found.available;
  const usage = rounded(100 * used / found.total, 2);
  const evidence = [`${bytes(used)} of ${bytes(found.total)} in use (${usage}%), ${bytes(found.available)} available`];
  evidence.push(...await largest(machine, signal));
  const options = { advice: "See what uses it: ps aux --sort=-rss | head" };
  return question.metric === "free"
    ? known(found.available, evidence, { ...options, unit: "bytes" })
    : known(usage, evidence, { ...options, unit: "percent" });
};

/** The fields of `/proc/meminfo` that count, see proc_meminfo(5); undefined when they are not there. */
export function parseMeminfo(text: string): MemoryInfo | undefined {
  const field = (name: string) => {
    const match = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text);
    return match === null ? undefined : Number(match[1]) * 1024;
  };
  const total = field("MemTotal");
  // Kernels before 3.14 have no MemAvailable; what is free and what can be dropped comes near.
  const available = field("MemAvailable") ?? sum(field("MemFree"), field("Buffers"), field("Cached"));
  if (total === undefined || available === undefined) return undefined;
  return { total, available, swapTotal: field("SwapTotal") ?? 0, swapFree: field("SwapFree") ?? 0 };
}

function sum(...values: (number | undefined)[]): number | undefined {
  return values[0] === undefined ? undefined : values.reduce<number>((total, value) => total + (value ?? 0), 0);
}

async function largest(machine: Machine, signal: AbortSignal): Promise<string[]> {
  if (machine.os !== "linux") return [];
  const processes = await listProcesses(machine, signal).catch(() => []);
  return processes.toSorted((a, b) => b.residentBytes - a.residentBytes).slice(0, NAMED).map(({ name, pid, residentBytes }) =>
    `${name} (pid ${pid}): ${checkValueText(residentBytes, "bytes")}`
  );
}
