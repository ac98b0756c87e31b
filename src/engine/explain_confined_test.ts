import assert from "node:assert/strict";
import type { ChildExit, Confine } from "../core/mod.ts";
import { explainConfined } from "./explain_confined.ts";

/** Ends of confined programs, and what is said of them. */
const CASES: readonly (readonly [exit: ChildExit, confine: Confine, said: RegExp])[] = [
  [
    { code: 1 },
    { write: [], rlimits: { data: 1, core: 0 } },
    /^; it was confined \(writes nothing; limits data; system calls default\): what that/,
  ],
  [{ code: 1 }, { read: ["."], run: [], net: "none" }, /\(reads \.; runs nothing else; no network; system calls default\)/],
  [{ code: 137, signal: "SIGKILL" }, { rlimits: { cpu: 1000 } }, /more processor time/],
  [{ code: 137, signal: "SIGKILL", groupLimit: "memory" }, {}, /more memory than `confine.cgroup.memory`/],
  [{ code: 1, groupLimit: "pids" }, {}, /more than `confine.cgroup.pids`/],
  [{ code: 153 }, {}, /larger than `confine.rlimits.file_size`/],
  [{ code: 159 }, { syscalls: "strict" }, /^; it made a system call that `confine.syscalls: strict` refuses/],
  [{ code: 159, refused: { program: "a", call: "mount" } }, { syscalls: "strict" }, /^; "a" called mount, which/],
  [{ code: 159, signal: "SIGSYS", refused: { program: "a" } }, {}, /^; "a" made a system call of another architecture/],
];

Deno.test("explainConfined() says what a program's end has to do with its confinement", () => {
  for (const [exit, confine, said] of CASES) assert.match(explainConfined(exit, confine), said);
});
