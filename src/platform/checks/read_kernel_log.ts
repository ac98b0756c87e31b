import { openKernelLog } from "../../../ffi/kernel_log/mod.ts";
import { recordTime } from "./kernel_record.ts";
import type { KernelRecords } from "./machine.ts";

/** Records between looks at the clock, and how long others wait for their turn at most. */
const RECORDS = 200;
const TURN_MS = 20;

/**
 * Reads what the kernel keeps of its log. What is logged meanwhile is left out, so that a kernel that talks without pause cannot keep this
 * going.
 *
 * @throws NativeError with `EPERM`, `ENOENT`; UnsupportedError without glibc; the signal's reason.
 */
export async function readKernelLog(signal: AbortSignal): Promise<KernelRecords> {
  using log = openKernelLog();
  const openedMs = Number(log.openedAt) / 1000;
  const startedAt = Date.now() - openedMs;
  const records: string[] = [];
  let sinceMs = performance.now();
  for (let record = log.next(); record !== undefined; record = log.next()) {
    if (recordTime(record) > openedMs) break;
    records.push(record);
    if (records.length % RECORDS === 0 && performance.now() - sinceMs > TURN_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      signal.throwIfAborted();
      sinceMs = performance.now();
    }
  }
  return { records, startedAt };
}
