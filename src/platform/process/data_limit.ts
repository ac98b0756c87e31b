import { readProcFile } from "./proc_files.ts";

/** Room above a limit before the kernel refuses: crossing the limit itself is seen by looking, and then said to be what it is. */
const SLACK_BYTES = 64 * 1024 * 1024;

/** The bound of a process's writable memory with which it can use so many bytes more than now; undefined when it is gone. */
export function dataLimit(pid: number, moreBytes: number): number | undefined {
  const kilobytes = /^VmData:\s+(\d+) kB/m.exec(readProcFile(pid, "status") ?? "")?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024 + moreBytes + SLACK_BYTES;
}
