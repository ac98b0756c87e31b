import type { RawProcesses, WatchdogLink } from "../raw_processes.ts";

/** Waits for our end and then ends and removes the control groups whose paths begin as it was told. */
const SCRIPT = `
trap '' HUP INT TERM QUIT USR1 USR2 TSTP
while read -r line; do [ "$line" = quit ] && exit 0; done
round=0
while [ $round -lt 200 ]; do
  found=
  for folder in "$1"*; do
    [ -d "$folder" ] || continue
    found=1
    echo 1 > "$folder/cgroup.kill"
    rmdir "$folder"
  done
  [ -n "$found" ] || exit 0
  round=$((round + 1))
  sleep 0.02
done
`;

/** A helper that sees to it that no control group outlives this process, also when it is killed by SIGKILL. */
export class GroupWatchdog implements Disposable {
  readonly #link: WatchdogLink | undefined;

  constructor(raw: RawProcesses, prefix: string) {
    this.#link = raw.startWatchdog(["/bin/sh", "-c", SCRIPT, "groups-watchdog", prefix], ["PATH=/usr/local/bin:/usr/bin:/bin"]);
  }

  [Symbol.dispose](): void {
    this.#link?.close("quit");
  }
}
