/** On Windows the name would mean a folder of the current drive. */
const HAS_PROC = Deno.build.os !== "windows";

/** Reads one file of `/proc/<pid>`; undefined when the process is gone or is not ours to look at. */
export function readProcFile(pid: number, name: "environ" | "stat" | "statm" | "status" | "smaps_rollup"): string | undefined {
  if (!HAS_PROC) return undefined;
  try {
    return decoder.decode(Deno.readFileSync(`/proc/${pid}/${name}`));
  } catch {
    return undefined;
  }
}

/** The ids of all processes that can be seen; none where there is no `/proc`. */
export function listProcesses(): number[] {
  const pids: number[] = [];
  if (!HAS_PROC) return pids;
  try {
    for (const entry of Deno.readDirSync("/proc")) {
      const pid = Number(entry.name);
      if (Number.isInteger(pid)) pids.push(pid);
    }
  } catch {
    // No /proc: nothing can be seen.
  }
  return pids;
}

/** The id that was given to a process last; undefined where it cannot be told. */
export function lastProcessId(): number | undefined {
  if (!HAS_PROC) return undefined;
  try {
    const last = Number(Deno.readTextFileSync("/proc/loadavg").trim().split(" ").at(-1));
    return Number.isInteger(last) ? last : undefined;
  } catch {
    return undefined;
  }
}

// Byte for byte: neither invalid UTF-8 nor its replacement may hide what is looked for.
const decoder = new TextDecoder("latin1");
