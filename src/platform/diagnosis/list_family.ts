import { fieldNumbers, parseFields, stateName } from "./parse_status.ts";
import type { ProcessName } from "./process_snapshot.ts";
import type { ProcFiles } from "./proc_files.ts";

/** One of all processes, as far as others are told about it. */
export interface Relative extends ProcessName {
  readonly parent: number;
  /** The real user. */
  readonly uid: number;
  readonly threads: number;
}

/** All processes that can be seen, by number. */
export function listRelatives(files: ProcFiles): ReadonlyMap<number, Relative> {
  const all = new Map<number, Relative>();
  for (const name of files.list("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const pid = Number(name);
    let fields: ReadonlyMap<string, string>;
    try {
      fields = parseFields(files.text(`/proc/${pid}/status`));
    } catch {
      continue;
    }
    all.set(pid, {
      pid,
      name: unescapeName(fields.get("Name") ?? ""),
      state: stateName(fields.get("State")?.charAt(0) ?? "?"),
      parent: Number(fields.get("PPid") ?? 0),
      uid: fieldNumbers(fields, "Uid")[0] ?? 0,
      threads: Number(fields.get("Threads") ?? 0),
    });
  }
  return all;
}

/** From a process' parent up to the first process. */
export function parentsOf(parent: number, all: ReadonlyMap<number, Relative>): readonly ProcessName[] {
  const parents = new Map<number, ProcessName>();
  for (let one = all.get(parent); one !== undefined && !parents.has(one.pid); one = all.get(one.parent)) parents.set(one.pid, nameOf(one));
  return [...parents.values()];
}

/** The processes whose parent this is, by number. */
export function childrenOf(pid: number, all: ReadonlyMap<number, Relative>): readonly ProcessName[] {
  return [...all.values()].filter(({ parent }) => parent === pid).sort((a, b) => a.pid - b.pid).map(nameOf);
}

function nameOf({ pid, name, state }: Relative): ProcessName {
  return { pid, name, state };
}

/** The kernel writes line ends and backslashes of names as C does. */
function unescapeName(name: string): string {
  return name.replaceAll("\\n", "\n").replaceAll("\\\\", "\\");
}
