import { envPatternProblem } from "./env_pattern.ts";
import { parseNetPattern } from "./net_pattern.ts";
import { pathPatternProblem } from "./path_pattern.ts";
import type { PatternProblem } from "./pattern_problem.ts";
import type { PermissionKind } from "./permission_kind.ts";
import { runPatternProblem } from "./run_pattern.ts";
import { sysPatternProblem } from "./sys_pattern.ts";

const CHECKS: Readonly<Record<PermissionKind, (text: string) => PatternProblem | undefined>> = {
  read: pathPatternProblem,
  write: pathPatternProblem,
  net: netProblem,
  env: envPatternProblem,
  run: runPatternProblem,
  import: netProblem,
  sys: sysPatternProblem,
  ffi: pathPatternProblem,
};

/**
 * Why an entry of a permission means nothing or can never match; undefined when it is well-formed.
 *
 * @example
 * ```ts
 * console.assert(permissionProblem("net", "https://example.org/x")?.hint === "Write its host alone: example.org");
 * ```
 */
export function permissionProblem(kind: PermissionKind, text: string): PatternProblem | undefined {
  return CHECKS[kind](text);
}

function netProblem(text: string): PatternProblem | undefined {
  const pattern = parseNetPattern(text);
  return "message" in pattern ? pattern : undefined;
}
