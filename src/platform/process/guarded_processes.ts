import {
  AppError,
  type Child,
  type ChildConfinement,
  type ChildExit,
  type ChildLimits,
  type ChildSpec,
  OWNER_VARIABLE,
  type Processes,
} from "../../core/mod.ts";
import { checkSpec } from "./check_spec.ts";
import { dataLimit } from "./data_limit.ts";
import { type ExceededLimit, LimitWatcher, residentBytes } from "./limit_watcher.ts";
import { childMark, newOwner } from "./owner.ts";
import type { ControlGroup, GroupHome } from "./confinement/mod.ts";
import type { RawChild, RawExit, RawProcesses } from "./raw_processes.ts";
import { StraySweeper } from "./stray_sweeper.ts";
import { Watchdog } from "./watchdog.ts";

/** What {@link GuardedProcesses} may be told. */
export interface GuardedProcessesOptions {
  /** Whether strays of a child end with it also when it ended by itself. Default: only of one that was killed. */
  readonly endsTrees?: boolean;
}

/**
 * Adds to raw children what every implementation owes: the mark in the environment, the watchdog, the hunt for strays, limits.
 *
 * Disposing it kills what still runs, strays included, and sends the watchdog away.
 */
export class GuardedProcesses implements Processes, Disposable {
  readonly #raw: RawProcesses;
  readonly #endsTrees: boolean;
  readonly #owner = newOwner();
  readonly #watchdog: Watchdog;
  readonly #sweeper: StraySweeper;
  readonly #limits = new LimitWatcher();
  readonly #children = new Set<RawChild>();
  readonly #confined = new Set<{ isAlone: boolean }>();
  readonly #liveGroups = new Set<ControlGroup>();
  #groups: GroupHome | undefined;
  #groupWatchdog: Disposable | undefined;
  #count = 0;
  /** Children on their way. */
  #starting = 0;
  /** How often this was disposed: a child that was on its way then must not live. */
  #generation = 0;
  /** The first watchdog: every child came after it. */
  #begin: { readonly pid: number; readonly atMs: number } | undefined;

  /** @param kill Sends SIGKILL to one process; one that is gone is no error. */
  constructor(raw: RawProcesses, kill: (pid: number) => void, { endsTrees = false }: GuardedProcessesOptions = {}) {
    this.#raw = raw;
    this.#endsTrees = endsTrees;
    this.#watchdog = new Watchdog(raw, this.#owner);
    this.#sweeper = new StraySweeper(kill);
  }

  /** The watchdog's pid once a child was started; undefined where there is none. */
  get watchdogPid(): number | undefined {
    return this.#watchdog.pid;
  }

  async spawn(spec: ChildSpec): Promise<Child> {
    const limited = spec.memoryBytes !== undefined || spec.cpuMs !== undefined;
    if (limited && !LimitWatcher.supported()) {
      throw new AppError("limit_unsupported", `Cannot start "${spec.argv[0] ?? ""}": this platform cannot enforce its memory or cpu limit`);
    }
    if (spec.confine !== undefined && !this.#raw.canConfine) {
      throw new AppError("confine_unavailable", `Cannot start "${spec.argv[0] ?? ""}": children cannot be confined here`, {
        hint: "It needs Linux with glibc on x86-64 or aarch64; `executor doctor` says what is missing",
      });
    }
    const mark = childMark(this.#owner, ++this.#count);
    const env = checkSpec(spec, [OWNER_VARIABLE, mark]);
    this.#watchdog.start();
    this.#begin ??= { pid: this.#watchdog.pid ?? 0, atMs: performance.now() };
    const generation = this.#generation;
    const plan = spec.confine?.group;
    const group = plan === undefined ? undefined : await this.#makeGroup(plan);
    let raw: RawChild | undefined = undefined;
    let isReaped = false;
    const forget = () => {
      isReaped = true;
      if (raw === undefined) return;
      // Now, not when the output has been delivered: its pid may be another process's by then.
      this.#limits.remove(raw.pid);
      this.#watchdog.remove(raw.pid);
    };
    this.#starting++;
    try {
      raw = await this.#raw.start(spec, env, forget, group?.joinFile);
    } catch (error) {
      await group?.remove();
      throw error;
    } finally {
      this.#starting--;
    }
    const child = this.#guard(raw, spec, mark, isReaped, group);
    if (generation !== this.#generation) child.stop("kill");
    return child;
  }

  /** Kills what still runs and sends the watchdog away; a later `spawn` starts anew. */
  [Symbol.dispose](): void {
    if (this.#begin === undefined) return;
    this.#generation++;
    for (const child of this.#children) child.kill();
    for (const group of this.#liveGroups) group.kill();
    this.#groupWatchdog?.[Symbol.dispose]();
    this.#groupWatchdog = undefined;
    this.#groups = undefined;
    this.#sweeper.sweepOwner(this.#owner, this.#begin.pid, performance.now() - this.#begin.atMs);
    this.#watchdog.stop(this.#starting > 0 ? "look" : "quit");
  }

  /** The control group that a child asks for. */
  async #makeGroup(plan: Exclude<ChildConfinement["group"], undefined>): Promise<ControlGroup> {
    const { findGroupHome, GroupWatchdog, makeControlGroup } = await import("./confinement/mod.ts");
    if (this.#groups === undefined) {
      this.#groups = findGroupHome();
      this.#groupWatchdog = new GroupWatchdog(this.#raw, this.#groups.prefix);
      await this.#groups.sweep();
    }
    const group = makeControlGroup(this.#groups, plan);
    this.#liveGroups.add(group);
    return group;
  }

  /** Remembers of a confined child whether another was there in its time. */
  #keepCompany(spec: ChildSpec): { isAlone: boolean } | undefined {
    if (spec.confine === undefined) return undefined;
    const company = { isAlone: this.#confined.size === 0 };
    for (const other of this.#confined) other.isAlone = false;
    this.#confined.add(company);
    return company;
  }

  #guard(raw: RawChild, spec: ChildSpec, mark: string, isReaped: boolean, group: ControlGroup | undefined): Child {
    this.#children.add(raw);
    if (!isReaped) this.#watchdog.add(raw.pid);
    let limit: ExceededLimit | undefined;
    let killed = false;
    const kill = () => {
      raw.kill();
      group?.kill();
      killed = true;
      void this.#sweeper.sweep(mark);
    };
    const watch = (limits: ChildLimits, from: "start" | "now") => {
      if (this.#children.has(raw) && (limits.memoryBytes !== undefined || limits.cpuMs !== undefined)) {
        this.#limits.add({ pid: raw.pid, limits, from, exceeded });
      }
    };
    const exceeded = (seen: ExceededLimit) => {
      limit = seen;
      kill();
    };
    if (!isReaped) watch(spec, "start");
    const startedMs = Date.now();
    const company = this.#keepCompany(spec);
    const exited = async (): Promise<ChildExit> => {
      const exit = await raw.ended;
      this.#children.delete(raw);
      const refused = company === undefined ? undefined : await refusalOf(exit, raw.pid, startedMs, company.isAlone);
      if (company !== undefined) this.#confined.delete(company);
      const groupLimit = group?.limitHit();
      await group?.remove();
      if (group !== undefined) this.#liveGroups.delete(group);
      // Once more now that the leader cannot start anything any more.
      if (killed || this.#endsTrees) await this.#sweeper.sweep(mark);
      return {
        ...exit,
        ...(limit === undefined ? {} : { limit }),
        ...(groupLimit === undefined ? {} : { groupLimit }),
        ...(refused === undefined ? {} : { refused }),
      };
    };
    return {
      pid: raw.pid,
      exited: exited(),
      ...(raw.input === undefined ? {} : { input: raw.input }),
      relimit: (limits) => {
        if (!this.#children.has(raw)) return;
        this.#limits.remove(raw.pid);
        watch(limits, "now");
        // One that waits for its next work keeps the kernel's bound until then.
        if (limits.memoryBytes === undefined && limits.cpuMs === undefined) return;
        raw.limitData?.(limits.memoryBytes === undefined ? undefined : dataLimit(raw.pid, limits.memoryBytes));
      },
      memoryBytes: () => this.#children.has(raw) ? residentBytes(raw.pid) : undefined,
      stop: (how) => how === "kill" ? kill() : raw.terminate(),
    };
  }
}

/** What a shell makes of a program that SIGSYS ended. */
const SIGSYS_CODE = 159;

async function refusalOf({ code, signal }: RawExit, pid: number, startedMs: number, isAlone: boolean): Promise<ChildExit["refused"]> {
  if (signal !== "SIGSYS" && code !== SIGSYS_CODE) return undefined;
  const { findRefusal } = await import("./confinement/mod.ts");
  // When it was the child itself, the log knows its number.
  return await findRefusal(pid, startedMs, isAlone && signal === undefined);
}
