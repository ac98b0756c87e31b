/**
 * Child processes: the port `Processes` made real. On Linux with glibc children start through `posix_spawn`, elsewhere through
 * `Deno.Command`; both share the mark in the environment, the watchdog, the hunt for strays and the limits.
 *
 * ```ts
 * import { createProcesses } from "./mod.ts";
 *
 * using processes = createProcesses();
 * const child = await processes.spawn({ argv: ["true"], cwd: "/", env: { PATH: "/usr/bin:/bin" }, stdin: "null", output: () => {} });
 * console.log(await child.exited);
 * ```
 *
 * Limits: a descendant that leaves its group is recognised by `EXECUTOR_OWNER` in its environment, so one that both leaves and wipes its
 * environment escapes, as does one that became another user. Where `/bin/sh` is missing nothing acts after a SIGKILL of this process;
 * where `/proc` is missing (macOS) only groups are killed then. Memory and cpu limits need Linux.
 *
 * @module
 */
export { createProcesses, type CreateProcessesOptions, type OwnedProcesses } from "./create_processes.ts";
