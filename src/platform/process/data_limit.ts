import { readProcFile } from "./proc_files.ts";
import { kernelUnits } from "./process_usage.ts";

/** Room above a limit before the kernel refuses: crossing the limit itself is seen by looking, and then said to be what it is. */
const SLACK_BYTES = 64 * 1024 * 1024;

/** The bound of a process's writable memory with which it can use so many bytes more than now; undefined when it is gone. */
export function dataLimit(pid: number, moreBytes: number): number | undefined {
  // The sixth field of /proc/<pid>/statm: pages of data and stack, see proc(5).
  const pages = Number(readProcFile(pid, "statm")?.split(" ")[5]);
  const units = kernelUnits();
  return units === undefined || Number.isNaN(pages) ? undefined : pages * units.pageBytes + moreBytes + SLACK_BYTES;
}
