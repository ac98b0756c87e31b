/** Sends SIGKILL to one process; one that is gone, or another user's, is no error. */
export function killProcess(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch {
    // Gone already, or another user's.
  }
}
