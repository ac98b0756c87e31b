import type { Look } from "./look.ts";
import type { GroupFacts, GroupLimit } from "./process_snapshot.ts";
import type { ProcFiles } from "./proc_files.ts";

/** A hierarchy of control groups: where it is mounted, and the group that its mount shows as the root. */
interface Mount {
  readonly folder: string;
  readonly root: string;
  /** Of version 1. */
  readonly controllers: readonly string[];
  readonly version: 1 | 2;
}

/** A limit's files within a group, and how their text is a number. */
interface LimitRow {
  readonly name: GroupLimit["name"];
  readonly unit: GroupLimit["unit"];
  /** Of version 1, the controller that has it. */
  readonly controller: string;
  readonly used: string | null;
  limit(read: (file: string) => string): number | null;
}

/** Version 1 writes the largest number of pages for "none". */
const NONE = 2 ** 62;

const ROWS: Readonly<Record<1 | 2, readonly LimitRow[]>> = {
  1: [
    {
      name: "memory",
      unit: "bytes",
      controller: "memory",
      used: "memory.usage_in_bytes",
      limit: (read) => amount(read("memory.limit_in_bytes")),
    },
    {
      name: "cpu",
      unit: "processors",
      controller: "cpu",
      used: null,
      limit: (read) => share(read("cpu.cfs_quota_us"), read("cpu.cfs_period_us")),
    },
    { name: "processes", unit: "processes", controller: "pids", used: "pids.current", limit: (read) => amount(read("pids.max")) },
  ],
  2: [
    { name: "memory", unit: "bytes", controller: "", used: "memory.current", limit: (read) => amount(read("memory.max")) },
    { name: "memory high", unit: "bytes", controller: "", used: "memory.current", limit: (read) => amount(read("memory.high")) },
    { name: "swap", unit: "bytes", controller: "", used: "memory.swap.current", limit: (read) => amount(read("memory.swap.max")) },
    {
      name: "cpu",
      unit: "processors",
      controller: "",
      used: null,
      limit: (read) => {
        const [quota = "max", period = ""] = read("cpu.max").trim().split(" ");
        return share(quota, period);
      },
    },
    { name: "processes", unit: "processes", controller: "", used: "pids.current", limit: (read) => amount(read("pids.max")) },
  ],
};

/** The control groups that hold the process, with the limits that bind it: those of every group up to the root. */
export function readControlGroup(look: Look): GroupFacts | null {
  const { files } = look;
  return look.at({ what: "control group", option: "CONFIG_CGROUPS" }, () => {
    const paths = parseGroups(files.text(look.path("cgroup")));
    const mounts = parseMounts(files.text("/proc/self/mountinfo"));
    const limits: GroupLimit[] = [];
    for (const mount of mounts) {
      for (const row of ROWS[mount.version]) {
        if (mount.version === 1 && !mount.controllers.includes(row.controller)) continue;
        const path = mount.version === 2 ? paths.get("") : paths.get(row.controller);
        if (path === undefined) continue;
        const found = readLimit(files, mount, path, row);
        if (found !== undefined && !limits.some(({ name }) => name === row.name)) limits.push(found);
      }
    }
    const memory = paths.get("memory");
    const version = memory === undefined ? 2 : 1;
    return { version, path: memory ?? paths.get("") ?? paths.values().next().value ?? "/", limits };
  });
}

/** `/proc/<pid>/cgroup`: the path by controller, under "" that of version 2. */
export function parseGroups(text: string): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const line of text.split("\n")) {
    const match = /^\d+:([^:]*):(.*)$/.exec(line);
    for (const controller of (match?.[1] ?? "").split(",")) if (match !== null) paths.set(controller, match[2] ?? "/");
  }
  return paths;
}

function parseMounts(text: string): readonly Mount[] {
  return text.split("\n").flatMap((line): Mount[] => {
    const [before = "", after = ""] = line.split(" - ");
    const [, , , root = "/", folder = ""] = before.split(" ");
    const [type, , options = ""] = after.split(" ");
    if (type !== "cgroup" && type !== "cgroup2") return [];
    return [{ folder, root, controllers: options.split(","), version: type === "cgroup" ? 1 : 2 }];
  });
}

/** The least limit of the group and those above it, with what is used of it; undefined where no group tells of it. */
function readLimit(files: ProcFiles, { folder, root }: Mount, path: string, row: LimitRow): GroupLimit | undefined {
  const own = root !== "/" && path.startsWith(root) ? path.slice(root.length) || "/" : path;
  let found: GroupLimit | undefined;
  for (let group = own;; group = group.slice(0, group.lastIndexOf("/")) || "/") {
    const read = (file: string) => files.text(`${folder}${group === "/" ? "" : group}/${file}`);
    try {
      const limit = row.limit(read);
      const isLess = limit !== null && (found === undefined || found.limit === null || limit < found.limit);
      if (isLess || found === undefined) {
        const used = row.used === null ? null : amount(read(row.used));
        found = { name: row.name, limit, unit: row.unit, used, group: limit === null ? null : group };
      }
    } catch {
      // The root has no limits; a controller may be off; a group of another namespace cannot be seen.
    }
    if (group === "/") return found;
  }
}

function amount(text: string): number | null {
  const number = Number(text.trim());
  return Number.isFinite(number) && number >= 0 && number < NONE ? number : null;
}

function share(quota: string, period: string): number | null {
  const [part, whole] = [amount(quota), amount(period)];
  return part === null || whole === null || whole === 0 ? null : Math.round(100 * part / whole) / 100;
}
