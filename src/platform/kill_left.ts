import { killProcess } from "./process/kill_process.ts";
import { listProcesses, readProcFile } from "./process/proc_files.ts";

/** The children of a run whose process died: those of this epoch and of all before it. */
export interface DeadRun {
  readonly run: string;
  readonly epoch: number;
}

/** A process that cannot be killed (waiting for a dead disk) must not hold its run for ever. */
const MAX_ROUNDS = 200;
const ROUND_DELAY_MS = 5;

/**
 * Kills what is left of the children of runs whose process died, before their tasks are repeated: the watchdog may not have come to it yet,
 * or have been killed as well. They are recognised by the fence in their environment; without `/proc` nothing is found.
 *
 * @param env This process's own environment: one that is itself such a child kills nothing.
 * @returns once none of them lives.
 */
export async function killLeft(runs: readonly DeadRun[], env: Readonly<Record<string, string>>): Promise<void> {
  const epochs = new Map(runs.map(({ run, epoch }) => [run, epoch]));
  if (epochs.has(env["EXECUTOR_RUN"] ?? "")) return;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const left = listProcesses().filter((pid) => pid !== Deno.pid && isLeft(pid, epochs));
    if (left.length === 0) return;
    for (const pid of left) killProcess(pid);
    await new Promise((resolve) => setTimeout(resolve, ROUND_DELAY_MS));
  }
}

function isLeft(pid: number, epochs: ReadonlyMap<string, number>): boolean {
  // A zombie has no environment any more.
  const environment = readProcFile(pid, "environ");
  if (environment === undefined || !environment.includes("EXECUTOR_RUN=")) return false;
  const entries = environment.split("\0");
  const value = (name: string) => entries.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
  const newest = epochs.get(value("EXECUTOR_RUN") ?? "");
  return newest !== undefined && Number(value("EXECUTOR_EPOCH")) <= newest;
}
