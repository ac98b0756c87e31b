import { AppError, type ChildConfinement } from "../../../core/mod.ts";
import type { GroupHome } from "./group_home.ts";

type GroupPlan = Exclude<ChildConfinement["group"], undefined>;

const PERIOD_US = 100_000;
/** So long the kernel may take to clear a group away whose processes were killed. */
const REMOVAL_MS = 5_000;
const PAUSE_MS = 5;

/** Which limit of a control group was hit. */
export type GroupLimit = "memory" | "pids";

/** A control group (version 2) of one child and everything it starts, which cannot leave it. */
export class ControlGroup {
  readonly #folder: string;

  /** Use {@link makeControlGroup}. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The file by which a process joins. */
  get joinFile(): string {
    return `${this.#folder}/cgroup.procs`;
  }

  /** Ends all its processes, those too that left their session and changed their environment. */
  kill(): void {
    try {
      Deno.writeTextFileSync(`${this.#folder}/cgroup.kill`, "1");
    } catch {
      // Removed already.
    }
  }

  /** The limit that was hit, as far as the kernel counts it. */
  limitHit(): GroupLimit | undefined {
    if (countOf(`${this.#folder}/memory.events`, "oom_kill") > 0) return "memory";
    return countOf(`${this.#folder}/pids.events`, "max") > 0 ? "pids" : undefined;
  }

  /** Ends what is left of it and removes it. */
  async remove(): Promise<void> {
    const until = performance.now() + REMOVAL_MS;
    for (;;) {
      this.kill();
      try {
        return Deno.removeSync(this.#folder);
      } catch (error) {
        // A process that was killed holds it until its parent has heard of it.
        if (error instanceof Deno.errors.NotFound || performance.now() > until) return;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/**
 * Makes a control group with limits.
 *
 * @throws AppError `confine_unavailable` when the kernel or the operator gives this process none, or not with that limit.
 */
export function makeControlGroup(home: GroupHome, plan: GroupPlan): ControlGroup {
  const { memoryBytes, pids, cpus } = plan;
  const files: [controller: string, name: string, value: string, isOptional?: true][] = [];
  if (memoryBytes !== undefined) {
    files.push(["memory", "memory.max", String(memoryBytes)]);
    // Without swap accounting there is no such file.
    files.push(["memory", "memory.swap.max", "0", true], ["memory", "memory.oom.group", "1", true]);
  }
  if (pids !== undefined) files.push(["pids", "pids.max", String(pids)]);
  if (cpus !== undefined) files.push(["cpu", "cpu.max", `${Math.max(1000, Math.round(cpus * PERIOD_US))} ${PERIOD_US}`]);
  home.enable([...new Set(files.map(([controller]) => controller))]);
  const folder = home.newFolder();
  const group = new ControlGroup(folder);
  try {
    Deno.statSync(`${folder}/cgroup.kill`);
    for (const [, name, value, isOptional] of files) {
      try {
        Deno.writeTextFileSync(`${folder}/${name}`, value, { create: false });
      } catch (error) {
        if (isOptional !== true) throw error;
      }
    }
  } catch (cause) {
    Deno.removeSync(folder);
    throw new AppError("confine_unavailable", `"confine.cgroup" cannot be applied: ${(cause as Error).message}`, {
      cause,
      hint: "It needs Linux 5.14 or newer with control groups of version 2",
    });
  }
  return group;
}

function countOf(file: string, name: string): number {
  try {
    return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(Deno.readTextFileSync(file))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
