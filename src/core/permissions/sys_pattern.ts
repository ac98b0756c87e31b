import { nearest } from "../nearest.ts";
import type { PatternProblem } from "./pattern_problem.ts";

/** Deno's names of system information. */
const NAMES = [
  "hostname",
  "osRelease",
  "osUptime",
  "loadavg",
  "networkInterfaces",
  "systemMemoryInfo",
  "uid",
  "gid",
  "cpus",
  "homedir",
  "getegid",
  "statfs",
  "getPriority",
  "setPriority",
  "userInfo",
  "username",
  "inspector",
];

/** Why an entry of `sys` means nothing. */
export function sysPatternProblem(text: string): PatternProblem | undefined {
  if (NAMES.includes(text)) return undefined;
  const close = nearest(text, NAMES);
  return {
    message: `${JSON.stringify(text.slice(0, 60))} is no system information that Deno names`,
    hint: close === undefined ? `Its names: ${NAMES.join(", ")}` : `Did you mean ${close}?`,
  };
}
