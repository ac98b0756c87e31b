import { AppError } from "../errors.ts";
import type { Permissions } from "../pipeline_gen.ts";
import { USED_PERMISSIONS, type UsedPermission } from "./permission_kind.ts";
import { permissionProblem } from "./permission_problem.ts";

/** What the operator lets scripts have at most, whatever a document grants. */
export interface Ceiling {
  /** What is absent is not allowed at all. */
  readonly grants: Pick<Permissions, UsedPermission>;
  /** Where its relative paths start, absolute. */
  readonly folder: string;
  /** Where its names of programs are looked up, whatever `PATH` a document sets. */
  readonly path: string;
}

/** `--allow-*` as a command line gives them: true without a value, else its values, each a list with commas. */
export interface CeilingFlags {
  readonly allowRead?: boolean | string | readonly string[];
  readonly allowWrite?: boolean | string | readonly string[];
  readonly allowNet?: boolean | string | readonly string[];
  readonly allowEnv?: boolean | string | readonly string[];
  readonly allowRun?: boolean | string | readonly string[];
  readonly allowNone?: boolean;
}

const FLAGS = { read: "allowRead", write: "allowWrite", net: "allowNet", env: "allowEnv", run: "allowRun" } as const;

/**
 * Reads the operator's flags. With any of them, what is not named is not allowed.
 *
 * @param folder Where their relative paths start: the current one, absolute.
 * @param path The operator's `PATH`.
 * @returns Undefined without any flag: then there is no ceiling.
 * @throws AppError `usage` for a pattern that means nothing, and for `--allow-none` beside another.
 */
export function parseCeiling(flags: CeilingFlags, folder: string, path: string): Ceiling | undefined {
  const grants: { -readonly [kind in UsedPermission]?: boolean | readonly string[] } = {};
  for (const kind of USED_PERMISSIONS) {
    const flag = flags[FLAGS[kind]];
    if (flag === undefined || flag === false) continue;
    if (flags.allowNone === true) throw new AppError("usage", `--allow-none and --allow-${kind} contradict each other`);
    grants[kind] = flag === true ? true : patternsOf(kind, [flag].flat());
  }
  if (flags.allowNone !== true && Object.keys(grants).length === 0) return undefined;
  return Object.freeze({ grants: Object.freeze(grants), folder, path });
}

function patternsOf(kind: UsedPermission, values: readonly string[]): readonly string[] {
  const patterns = values.flatMap((value) => value.split(","));
  for (const pattern of patterns) {
    const problem = permissionProblem(kind, pattern);
    if (problem === undefined) continue;
    throw new AppError("usage", `--allow-${kind}: ${problem.message}`, { hint: flagHint(kind, problem.hint) });
  }
  return Object.freeze(patterns);
}

/** Documents say `true` where a flag stands without a value. */
function flagHint(kind: UsedPermission, hint: string): string {
  return hint.replace(/^Write true\b/, `Write --allow-${kind} without a value`);
}
