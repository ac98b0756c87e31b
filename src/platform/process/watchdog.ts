import { OWNER_VARIABLE } from "../../core/mod.ts";
import type { RawProcesses, WatchdogLink } from "./raw_processes.ts";

/**
 * Waits for our end and then kills what we leave behind. Its standard input is a pipe whose other end only we hold, so the kernel closes
 * it however we die; {@link RawProcesses.startWatchdog} says how it learns of groups. They go first; then everything that carries our mark
 * in its environment, which also closes the gap between a child's start and its group's coming to be known. Signals meant for us must not
 * end it.
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
while read -r group; do groups="$groups$group "; done <&1
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
  #link: WatchdogLink | undefined;
  #isMissing = false;

  constructor(raw: RawProcesses, owner: string) {
    this.#raw = raw;
    this.#owner = owner;
  }

  /** The watchdog's pid once it was started. */
  get pid(): number | undefined {
    return this.#link?.pid;
  }

  /** Starts the watchdog unless it runs. */
  start(): void {
    if (this.#link !== undefined || this.#isMissing) return;
    this.#link = this.#raw.startWatchdog(["/bin/sh", "-c", SCRIPT, "children-watchdog", this.#owner], [
      "PATH=/usr/local/bin:/usr/bin:/bin",
    ]);
    this.#isMissing = this.#link === undefined;
  }

  /** From now on this group dies with us. */
  add(group: number): void {
    this.#groups.add(group);
    if (this.#link === undefined || this.#link.add(group)) return;
    this.#link.close("quit");
    this.#link = undefined;
    this.start();
    this.#addAll();
  }

  #addAll() {
    for (const group of this.#groups) this.#link?.add(group);
  }

  /** This group is gone; its number may soon be somebody else's. */
  remove(group: number): void {
    if (this.#groups.delete(group)) this.#link?.remove(group);
  }

  /** Sends the watchdog away: `quit` without it killing anything, `look` after it has killed what lives. */
  stop(how: "quit" | "look" = "quit"): void {
    this.#link?.close(how);
    this.#link = undefined;
    this.#groups.clear();
  }
}
