import { type KernelUnits, kernelUnits, listUsage, type ProcessUsage, proportionalBytes, readUsage } from "./process_usage.ts";

const TICK_MS = 25;
/** New members of a group are looked for in every so many ticks; known ones are read in each. */
const TICKS_PER_SEARCH = 4;
/** Watching may take this part of the time at most: with many processes it becomes rarer. */
const LARGEST_SHARE = 0.1;

/** A limit that was exceeded and what was seen: bytes for memory, milliseconds for cpu. */
export interface ExceededLimit {
  readonly name: "memory" | "cpu";
  readonly seen: number;
}

/** A group with limits; the processes of its session count as well. */
export interface LimitedGroup {
  readonly pid: number;
  readonly memoryBytes?: number;
  readonly cpuMs?: number;
  /** Called once. */
  readonly exceeded: (limit: ExceededLimit) => void;
}

interface Watched {
  readonly group: LimitedGroup;
  members: readonly number[];
  /** Ticks in a row in which too much memory was seen. */
  overs: number;
}

/**
 * Watches groups of processes by polling `/proc`. Memory is what they occupy together, shared pages counted once; it has to be too
 * much twice in a row, as a process that is starting another one looks twice its size for a moment. A burst between two looks (25 ms,
 * more with thousands of processes) is not seen, nor is the time of processes that ended without anybody waiting for them.
 */
export class LimitWatcher {
  readonly #watched = new Map<number, Watched>();
  #units: KernelUnits | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ticks = 0;

  /** Whether this platform can watch at all. */
  static supported(): boolean {
    return Deno.build.os === "linux" && kernelUnits() !== undefined;
  }

  add(group: LimitedGroup): void {
    this.#units ??= kernelUnits();
    this.#watched.set(group.pid, { group, members: [group.pid], overs: 0 });
    this.#timer ??= setTimeout(() => this.#tick(), TICK_MS);
  }

  remove(pid: number): void {
    this.#watched.delete(pid);
    if (this.#watched.size > 0 || this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tick() {
    const started = performance.now();
    const units = this.#units;
    if (units === undefined) return;
    const all = this.#ticks++ % TICKS_PER_SEARCH === 0 ? listUsage() : undefined;
    for (const watched of [...this.#watched.values()]) {
      const usages = all === undefined
        ? watched.members.flatMap((pid) => readUsage(pid) ?? [])
        : all.filter((usage) => usage.group === watched.group.pid || usage.session === watched.group.pid);
      watched.members = usages.map((usage) => usage.pid);
      const limit = cpuOver(watched.group, usages, units) ?? memoryOver(watched, usages, units);
      if (limit === undefined) continue;
      this.#watched.delete(watched.group.pid);
      watched.group.exceeded(limit);
    }
    const spent = performance.now() - started;
    this.#timer = this.#watched.size === 0 ? undefined : setTimeout(() => this.#tick(), Math.max(TICK_MS, spent / LARGEST_SHARE));
  }
}

function cpuOver(group: LimitedGroup, usages: readonly ProcessUsage[], units: KernelUnits): ExceededLimit | undefined {
  if (group.cpuMs === undefined) return undefined;
  const seen = usages.reduce((sum, usage) => sum + usage.ticks, 0) * units.tickMs;
  return seen > group.cpuMs ? { name: "cpu", seen } : undefined;
}

function memoryOver(watched: Watched, usages: readonly ProcessUsage[], units: KernelUnits): ExceededLimit | undefined {
  const most = watched.group.memoryBytes;
  if (most === undefined) return undefined;
  const resident = usages.reduce((sum, usage) => sum + usage.pages, 0) * units.pageBytes;
  const seen = resident <= most ? resident : usages.reduce((sum, usage) => sum + proportionalBytes(usage, units), 0);
  watched.overs = seen > most ? watched.overs + 1 : 0;
  return watched.overs >= 2 ? { name: "memory", seen } : undefined;
}
