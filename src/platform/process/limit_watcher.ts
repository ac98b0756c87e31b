import type { ChildLimits } from "../../core/mod.ts";
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
  readonly limits: ChildLimits;
  /** `now`: counts only what is used beyond what it used when it was added, and a single look at too much memory is enough. */
  readonly from: "start" | "now";
  /** Called once. */
  readonly exceeded: (limit: ExceededLimit) => void;
}

interface Watched {
  readonly group: LimitedGroup;
  members: readonly number[];
  /** What it used when it was added, where that does not count. */
  readonly base: { readonly ticks: number; readonly pages: number };
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
    const base = group.from === "now" ? readUsage(group.pid) : undefined;
    this.#watched.set(group.pid, { group, members: [group.pid], base: base ?? NOTHING_USED, overs: 0 });
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
      const limit = cpuOver(watched, usages, units) ?? memoryOver(watched, usages, units);
      if (limit === undefined) continue;
      this.#watched.delete(watched.group.pid);
      watched.group.exceeded(limit);
    }
    const spent = performance.now() - started;
    this.#timer = this.#watched.size === 0 ? undefined : setTimeout(() => this.#tick(), Math.max(TICK_MS, spent / LARGEST_SHARE));
  }
}

/** Bytes of resident memory of a process; undefined when it is gone or the platform does not say. */
export function residentBytes(pid: number): number | undefined {
  const units = kernelUnits();
  const usage = units === undefined ? undefined : readUsage(pid);
  return units === undefined || usage === undefined ? undefined : usage.pages * units.pageBytes;
}

const NOTHING_USED = { ticks: 0, pages: 0 };

function cpuOver({ group, base }: Watched, usages: readonly ProcessUsage[], units: KernelUnits): ExceededLimit | undefined {
  const most = group.limits.cpuMs;
  if (most === undefined) return undefined;
  const seen = (usages.reduce((sum, usage) => sum + usage.ticks, 0) - base.ticks) * units.tickMs;
  return seen > most ? { name: "cpu", seen } : undefined;
}

function memoryOver(watched: Watched, usages: readonly ProcessUsage[], units: KernelUnits): ExceededLimit | undefined {
  const most = watched.group.limits.memoryBytes;
  if (most === undefined) return undefined;
  const resident = (usages.reduce((sum, usage) => sum + usage.pages, 0) - watched.base.pages) * units.pageBytes;
  if (watched.group.from === "now") return resident > most ? { name: "memory", seen: resident } : undefined;
  const seen = resident <= most ? resident : usages.reduce((sum, usage) => sum + proportionalBytes(usage, units), 0);
  watched.overs = seen > most ? watched.overs + 1 : 0;
  return watched.overs >= 2 ? { name: "memory", seen } : undefined;
}
