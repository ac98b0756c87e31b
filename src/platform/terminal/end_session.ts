import { killProcess } from "../process/kill_process.ts";
import { listProcesses, readProcFile } from "../process/proc_files.ts";

/** What forks while we look is seen in the next round. */
const MAX_ROUNDS = 100;
/** In `/proc/<pid>/stat`, counted behind the name: state, parent, group, session. */
const SESSION_FIELD = 3;

/** Kills every process of a session but its leader, whatever group it moved to: a shell gives each of its jobs a group of its own. */
export function endSession(leader: number): void {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const members = listProcesses().filter((pid) => pid !== leader && sessionOf(pid) === leader);
    if (members.length === 0) return;
    for (const pid of members) killProcess(pid);
  }
}

/** The session of a process that lives; undefined for a zombie, which nobody can end. */
function sessionOf(pid: number): number | undefined {
  const text = readProcFile(pid, "stat") ?? "";
  // The name may hold blanks and parentheses itself.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" || fields[0] === "X" ? undefined : Number(fields[SESSION_FIELD]);
}
