/** In the mask of signals, SIGHUP is the lowest bit. */
const SIGHUP_BIT = 1n;

/**
 * Whether this process was started with SIGHUP ignored, as `nohup` does: whoever did that wants the run to outlive the terminal. False where
 * that cannot be told.
 *
 * @param statusFile A file as `/proc/<pid>/status`.
 */
export function ignoresHangUp(statusFile = "/proc/self/status"): boolean {
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync(statusFile))?.[1];
    return mask !== undefined && (BigInt(`0x${mask}`) & SIGHUP_BIT) !== 0n;
  } catch {
    return false;
  }
}
