import type { Layer } from "./attack.ts";

/** A row of the table for what is more than a script, and tried by a test of its own. */
export interface OtherAttack {
  readonly title: string;
  readonly stoppedBy: readonly Layer[];
  /** What it does to a plain worker. */
  readonly plain: string;
  readonly file: string;
}

/** The attacks of the suites beside `attacks/`. */
export const OTHER_ATTACKS: readonly OtherAttack[] = [
  {
    title: "A sandbox that was taken over: forged, giant, torn frames; wrong ids and kinds; an `end` that is none; floods; deep outputs",
    stoppedBy: ["broker", "limits"],
    plain: "kept: a plain worker has no protocol",
    file: "hostile_child_test.ts",
  },
  {
    title: "Listening to SIGTERM and SIGINT and never yielding, so that the run cannot be ended",
    stoppedBy: ["realm", "process"],
    plain: "works, though this suite does not repeat it: the process survives both",
    file: "program_test.ts",
  },
  {
    title: "Living on after the run was killed with SIGKILL",
    stoppedBy: ["process"],
    plain: "kept: a worker dies with its process, a sandbox has one of its own",
    file: "program_test.ts",
  },
  {
    title: "Secrets of the run in arguments, environment and open files of the sandbox",
    stoppedBy: ["process"],
    plain: "kept: a worker has no process of its own to look at",
    file: "program_test.ts",
  },
  {
    title: "A script, or a file it imports, changed, linked elsewhere, or made a pipe or a device between the check and the run",
    stoppedBy: ["guard"],
    plain: "kept: a plain worker checks nothing, so nothing changes in between",
    file: "changed_scripts_test.ts",
  },
  {
    title: "A link, or a folder on the way, swapped while a granted file is opened, written or removed",
    stoppedBy: ["broker"],
    plain: "kept: without permission a plain worker opens nothing; with it, links out of the granted folder are followed",
    file: "../../contract/guarded_files_test.ts",
  },
  {
    title: "Programs that cost whoever checks them: ten thousand files in a chain, cycles, bytes that are no text, files without end",
    stoppedBy: ["guard"],
    plain: "kept: it is the checking process that is attacked",
    file: "changed_scripts_test.ts",
  },
];
