import { listProcesses, readProcFile } from "./proc_files.ts";

// <linux/sched.h>
const PF_KTHREAD = 0x0020_0000;
/** A process that dies while one looks may have left one that is not on the list; more than so many in a row are others'. */
const MOST_PASSES = 20;

/** The table of all processes, looked at so that hardly one slips through that hands on to a child and ends. */
export class ProcessTable {
  /** Those of the last look that start no other: threads of the kernel, and zombies, whose children were looked at after them. */
  #idle: ReadonlySet<number> = new Set();
  readonly #list: typeof listProcesses;
  readonly #read: typeof readProcFile;

  constructor(list: typeof listProcesses = listProcesses, read: typeof readProcFile = readProcFile) {
    this.#list = list;
    this.#read = read;
  }

  /**
   * Shows each process with its environment, also those that were started while others were looked at.
   *
   * @param first The lowest id to be looked at.
   * @param take Its environment: each entry behind a NUL; nothing of a zombie and of what is not ours.
   * @returns false if one could not be seen: it is just becoming another program, or too many come and go.
   */
  look(first: number, take: (pid: number, environment: string) => void): boolean {
    const seen = new Set([Deno.pid]);
    const idle = new Set<number>();
    let isWhole = true;
    for (let pass = 0; pass < MOST_PASSES; pass++) {
      let isLast = true;
      for (const pid of this.#list()) {
        if (pid < first || seen.has(pid)) continue;
        seen.add(pid);
        const environment = this.#read(pid, "environ");
        take(pid, `\0${environment ?? ""}`);
        if (environment) continue;
        const state = this.#idle.has(pid) ? "idle" : stateOf(this.#read(pid, "stat"), environment);
        if (state === "idle" || state === "zombie") idle.add(pid);
        if (state === "gone" || state === "zombie") isLast = false;
        // It may have become what it is between the two looks at it.
        else if (state === "becoming" || state === "other" && this.#read(pid, "environ") !== environment) isWhole = false;
      }
      if (!isLast) continue;
      this.#idle = idle;
      return isWhole;
    }
    return false;
  }
}

/** What a process is that shows no environment. */
function stateOf(text: string | undefined, environment: string | undefined): "idle" | "gone" | "zombie" | "becoming" | "other" {
  if (text === undefined) return "gone";
  // See proc(5); the first field here is its third.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const field = (number: number) => Number(fields[number - 3] ?? 0);
  if ((field(9) & PF_KTHREAD) !== 0) return "idle";
  if (field(23) === 0) return "zombie";
  // What cannot be read is another user's, and without its places in memory.
  return environment !== undefined && field(51) === 0 ? "becoming" : "other";
}
