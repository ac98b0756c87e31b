import { AppError } from "../../../core/mod.ts";
import { ControlGroup } from "./control_group.ts";

const NAME = /^executor\.(\d+)\.(\d+)\.\d+$/;
/** Where this process itself goes, as a group whose children have limits may hold no processes. */
const OWN_LEAF = "executor.self";

/** The folder of control groups in which this process may make its own. */
export class GroupHome {
  readonly #folder: string;
  readonly #prefix: string;
  #count = 0;

  /** @param folder Absolute, of the group that this process is in. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#prefix = `executor.${Deno.pid}.${startOf(Deno.pid) ?? 0}`;
  }

  /** The beginning of the path of each group made here. */
  get prefix(): string {
    return `${this.#folder}/${this.#prefix}.`;
  }

  /**
   * Sees to it that groups made here can have limits of these controllers.
   *
   * @throws AppError `confine_unavailable` naming the controller that is not given to this process.
   */
  enable(controllers: readonly string[]): void {
    const given = this.#words("cgroup.controllers");
    for (const controller of controllers) {
      if (given.includes(controller)) continue;
      const found = given.length === 0 ? "none is" : `only ${given.join(", ")} is`;
      throw new AppError(
        "confine_unavailable",
        `"confine.cgroup" needs the controller ${controller}, and in ${this.#folder} ${found} there`,
        {
          hint: versionOneMount(controller) === undefined
            ? "Run Executor as a systemd service with Delegate=yes, or as a user whose manager delegates it"
            : `It is mounted at ${versionOneMount(controller)} as version 1; boot with systemd.unified_cgroup_hierarchy=1`,
        },
      );
    }
    const missing = controllers.filter((controller) => !this.#words("cgroup.subtree_control").includes(controller));
    if (missing.length === 0) return;
    const wanted = missing.map((controller) => `+${controller}`).join(" ");
    try {
      this.#write("cgroup.subtree_control", wanted);
    } catch {
      // Busy with processes: most likely us.
      try {
        Deno.mkdirSync(`${this.#folder}/${OWN_LEAF}`, { recursive: true });
        this.#write(`${OWN_LEAF}/cgroup.procs`, String(Deno.pid));
        this.#write("cgroup.subtree_control", wanted);
      } catch (cause) {
        this.#moveBack();
        throw new AppError("confine_unavailable", `"confine.cgroup" cannot hand ${missing.join(", ")} on in ${this.#folder}`, {
          cause,
          hint: "Other processes are in that group, or it is not delegated; a systemd service with Delegate=yes has one of its own",
        });
      }
    }
  }

  /** Makes a group's folder. */
  newFolder(): string {
    const folder = `${this.prefix}${++this.#count}`;
    try {
      Deno.mkdirSync(folder);
    } catch (cause) {
      throw new AppError("confine_unavailable", `"confine.cgroup" cannot make a control group in ${this.#folder}`, {
        cause,
        hint: "Run Executor as root, or as a systemd service with Delegate=yes",
      });
    }
    return folder;
  }

  /** Removes what processes left that are gone. */
  async sweep(): Promise<void> {
    const stale = Array.from(Deno.readDirSync(this.#folder)).filter(({ name }) => {
      const [, pid, start] = NAME.exec(name) ?? [];
      return pid !== undefined && startOf(Number(pid)) !== Number(start);
    });
    await Promise.all(stale.map(({ name }) => new ControlGroup(`${this.#folder}/${name}`).remove()));
  }

  /** Leaves things as they were where moving this process was not enough. */
  #moveBack(): void {
    try {
      this.#write("cgroup.procs", String(Deno.pid));
      Deno.removeSync(`${this.#folder}/${OWN_LEAF}`);
    } catch {
      // Never moved, or others are there.
    }
  }

  #words(file: string): string[] {
    try {
      return Deno.readTextFileSync(`${this.#folder}/${file}`).split(/\s+/).filter((word) => word !== "");
    } catch {
      return [];
    }
  }

  #write(file: string, text: string): void {
    Deno.writeTextFileSync(`${this.#folder}/${file}`, text, { create: false });
  }
}

/**
 * The home of control groups on this machine.
 *
 * @throws AppError `confine_unavailable` without control groups of version 2.
 */
export function findGroupHome(): GroupHome {
  const mount = mountOf((type) => type === "cgroup2");
  const own = /^0::(\/.*)$/m.exec(readOrEmpty("/proc/self/cgroup"))?.[1];
  if (mount === undefined || own === undefined) {
    throw new AppError("confine_unavailable", `"confine.cgroup" needs control groups of version 2, and none are mounted`, {
      hint: "mount -t cgroup2 none /sys/fs/cgroup, or boot with systemd.unified_cgroup_hierarchy=1",
    });
  }
  const home = own.endsWith(`/${OWN_LEAF}`) ? own.slice(0, -OWN_LEAF.length - 1) : own;
  return new GroupHome(home === "/" ? mount : `${mount}${home}`);
}

/** Where a controller is in use by version 1, which leaves none to version 2. */
function versionOneMount(controller: string): string | undefined {
  return mountOf((type, options) => type === "cgroup" && options.split(",").includes(controller));
}

/** The folder of the first mount that fits, see proc_pid_mountinfo(5). */
function mountOf(fits: (type: string, options: string) => boolean): string | undefined {
  for (const line of readOrEmpty("/proc/self/mountinfo").split("\n")) {
    const [before = "", after = ""] = line.split(" - ");
    const [type = "", , options = ""] = after.split(" ");
    if (fits(type, options)) return before.split(" ")[4];
  }
  return undefined;
}

/** When a process began, in ticks since the machine did; undefined when it is gone. */
function startOf(pid: number): number | undefined {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  return text === "" ? undefined : Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[19]);
}

function readOrEmpty(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
