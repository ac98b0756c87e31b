/** What the operating system says of this process. */
export interface ProcessReadings {
  readonly residentBytes: number;
  /** Since it started, user and system. */
  readonly cpuSeconds: number;
  /** Undefined where the system does not list them. */
  readonly openFiles: number | undefined;
  /** Unix time. */
  readonly startSeconds: number;
}

/** Reads them now. */
export async function readProcess(): Promise<ProcessReadings> {
  const { default: process } = await import("node:process");
  const { user, system } = process.cpuUsage();
  return {
    residentBytes: Deno.memoryUsage().rss,
    cpuSeconds: (user + system) / 1e6,
    openFiles: countOpenFiles(),
    startSeconds: performance.timeOrigin / 1000,
  };
}

function countOpenFiles(): number | undefined {
  try {
    // One of them is the folder itself, open to be read.
    return [...Deno.readDirSync("/proc/self/fd")].length - 1;
  } catch {
    return undefined;
  }
}
