import { listProcesses, readProcFile } from "./proc_files.ts";

/** What the kernel says of one process; times in ticks, memory in pages. */
export interface ProcessUsage {
  readonly pid: number;
  readonly group: number;
  readonly session: number;
  /** Own time and that of children it has waited for. */
  readonly ticks: number;
  readonly pages: number;
}

/** Sizes of the kernel's units. */
export interface KernelUnits {
  readonly pageBytes: number;
  readonly tickMs: number;
}

// <elf.h>
const AT_PAGESZ = 6n;
const AT_CLKTCK = 17n;

/** Reads `/proc/<pid>/stat`; undefined when the process is gone. */
export function readUsage(pid: number): ProcessUsage | undefined {
  const text = readProcFile(pid, "stat");
  return text === undefined ? undefined : parseStat(pid, text);
}

/** Parses a line of `/proc/<pid>/stat`, see proc(5). The name in parentheses may hold anything, so fields count from the last one. */
export function parseStat(pid: number, text: string): ProcessUsage | undefined {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number);
  // The first field here is proc(5)'s third.
  const field = (number: number) => fields[number - 3] ?? 0;
  if (fields.length < 22) return undefined;
  return { pid, group: field(5), session: field(6), ticks: field(14) + field(15) + field(16) + field(17), pages: field(24) };
}

/** All processes. */
export function listUsage(): ProcessUsage[] {
  return listProcesses().flatMap((pid) => readUsage(pid) ?? []);
}

/**
 * Bytes of memory that a process really occupies: pages shared with others count in parts. Falls back to the resident size where the
 * kernel keeps no such figure. Slower than {@link readUsage} by far.
 */
export function proportionalBytes(usage: ProcessUsage, units: KernelUnits): number {
  const line = /^Pss:\s+(\d+) kB/m.exec(readProcFile(usage.pid, "smaps_rollup") ?? "");
  return line === null ? usage.pages * units.pageBytes : Number(line[1]) * 1024;
}

/** The units of this kernel, from the auxiliary vector that it gave this process. Undefined where there is no `/proc`. */
export function kernelUnits(): KernelUnits | undefined {
  return known ??= readUnits();
}

let known: KernelUnits | undefined;

function readUnits(): KernelUnits | undefined {
  if (Deno.build.os !== "linux") return undefined;
  let words: BigUint64Array;
  try {
    const bytes = Deno.readFileSync("/proc/self/auxv");
    words = new BigUint64Array(bytes.buffer, 0, Math.floor(bytes.length / 8));
  } catch {
    return undefined;
  }
  let pageBytes = 4096;
  let ticksPerSecond = 100;
  for (let i = 0; i + 1 < words.length; i += 2) {
    if (words[i] === AT_PAGESZ) pageBytes = Number(words[i + 1]);
    if (words[i] === AT_CLKTCK) ticksPerSecond = Number(words[i + 1]);
  }
  return { pageBytes, tickMs: 1000 / ticksPerSecond };
}
