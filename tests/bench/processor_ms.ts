/** The processor time of a process' main thread, in milliseconds: what it did, however long others kept it waiting. NaN but on Linux. */
export function processorMs(pid: number): number {
  try {
    return Number(Deno.readTextFileSync(`/proc/${pid}/schedstat`).split(" ")[0]) / 1e6;
  } catch {
    return NaN;
  }
}
