import { OWNER_VARIABLE } from "../../core/mod.ts";
import type { RawProcesses, WatchdogPipe } from "./raw_processes.ts";

const REMOVE_DELAY_MS = 5;
/** `PIPE_BUF` of POSIX at its least is 512, on Linux 4096. */
const ATOMIC_BYTES = 500;

/**
 * Waits for our end and then kills what we leave behind. Its standard input is a pipe whose other end only we hold, so the kernel closes
 * it however we die. Lines are `+group`, `-group` and `quit`. Groups go first; then everything that carries our mark in its environment,
 * which also closes the gap between a child's start and its `+` line. Signals meant for us must not end it.
 */
const SCRIPT = `
trap '' HUP INT TERM QUIT USR1 USR2 TSTP
groups=' '
while read -r line; do
  case $line in
    +*) groups="$groups\${line#+} " ;;
    -*) group=\${line#-}
        case $groups in *" $group "*) groups="\${groups%%" $group "*} \${groups#*" $group "}" ;; esac ;;
    quit) exit 0 ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
clean=0 round=0
while [ $clean -lt 10 ] && [ $round -lt 200 ]; do
  found=$(grep -lsF -e "${OWNER_VARIABLE}=$1." /proc/[0-9]*/environ)
  for file in $found; do pid=\${file#/proc/}; kill -s KILL "\${pid%/environ}"; done
  if [ -n "$found" ]; then clean=0; else clean=$((clean + 1)); fi
  round=$((round + 1))
  sleep 0.02
done
`;

/**
 * One watchdog process for all children of this process, started before the first. If somebody kills it, it is started again at the next
 * child. Where it cannot run, children outlive a SIGKILL of this process, and nothing else changes.
 */
export class Watchdog {
  readonly #raw: RawProcesses;
  readonly #owner: string;
  readonly #groups = new Set<number>();
  #pipe: WatchdogPipe | undefined;
  #missing = false;
  /** Lines not written yet: `-` lines for a moment, any when the pipe is full because somebody has stopped the watchdog. */
  #backlog = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(raw: RawProcesses, owner: string) {
    this.#raw = raw;
    this.#owner = owner;
  }

  /** The watchdog's pid once it was started. */
  get pid(): number | undefined {
    return this.#pipe?.pid;
  }

  /** Starts the watchdog unless it runs. */
  start(): void {
    if (this.#pipe !== undefined || this.#missing) return;
    this.#pipe = this.#raw.startWatchdog(["/bin/sh", "-c", SCRIPT, "children-watchdog", this.#owner], [
      "PATH=/usr/local/bin:/usr/bin:/bin",
    ]);
    this.#missing = this.#pipe === undefined;
  }

  /** From now on this group dies with us. */
  add(group: number): void {
    this.#groups.add(group);
    this.#tell(`+${group}\n`);
  }

  /** This group is gone; its number may soon be somebody else's. */
  remove(group: number): void {
    if (!this.#groups.delete(group) || this.#pipe === undefined) return;
    // Told together with the next `+` where that comes soon: every text wakes the watchdog. No system gives a number again so early.
    this.#backlog += `-${group}\n`;
    this.#timer ??= setTimeout(() => this.#tell(""), REMOVE_DELAY_MS);
  }

  /** Sends the watchdog away: `quit` without it killing anything, `look` after it has killed what carries our mark. */
  stop(how: "quit" | "look" = "quit"): void {
    const pipe = this.#pipe;
    if (pipe === undefined) return;
    this.#pipe = undefined;
    this.#groups.clear();
    this.#clearTimer();
    if (how === "quit") {
      this.#backlog += "quit\n";
      this.#flush(pipe);
    }
    this.#backlog = "";
    pipe.close();
  }

  #clearTimer() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #tell(line: string) {
    this.#clearTimer();
    if (this.#pipe === undefined) return;
    this.#backlog += line;
    if (this.#flush(this.#pipe)) return;
    this.#pipe.close();
    this.#pipe = undefined;
    this.start();
    this.#backlog = [...this.#groups].map((group) => `+${group}\n`).join("");
    if (this.#pipe !== undefined) this.#flush(this.#pipe);
  }

  /** Writes what it can; false when the watchdog is gone. */
  #flush(pipe: WatchdogPipe): boolean {
    while (this.#backlog !== "") {
      // Up to this size a pipe takes a text as a whole or not at all.
      const piece = this.#backlog.length <= ATOMIC_BYTES
        ? this.#backlog
        : this.#backlog.slice(0, this.#backlog.lastIndexOf("\n", ATOMIC_BYTES) + 1);
      const answer = pipe.write(piece);
      if (answer !== "written") return answer === "full";
      this.#backlog = this.#backlog.slice(piece.length);
    }
    return true;
  }
}
