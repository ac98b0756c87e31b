import * as nodePath from "node:path";
import type { Permissions } from "../../core/mod.ts";
import type { PathRequest } from "./policy.ts";
import { whatToDo } from "../protocol/what_to_do.ts";

/** Folders of the kernel that reach processes, memory and devices: only who names them, or something within, has them. */
const KERNEL_FOLDERS = ["/proc", "/dev", "/sys"];

/** One side's grant of `read` or `write`. */
export class PathRules {
  readonly #isAll: boolean;
  readonly #written: readonly string[];
  readonly #roots: readonly string[];

  /** @param realPath Resolves links; called once for each path of the grant, now. */
  constructor(grant: Permissions["read"], folder: string, realPath: (path: string) => string) {
    this.#isAll = grant === true;
    this.#written = typeof grant === "object" ? grant.map((path) => nodePath.resolve(folder, path)) : [];
    this.#roots = this.#written.map(realPath);
  }

  /** Whether a path is granted as far as its text goes, wherever links in it lead. */
  includes(absolute: string): boolean {
    return this.#isAll || this.#written.some((path) => isWithin(absolute, path));
  }

  /** @param real Where the object really stands. */
  allows(real: string): boolean {
    const kernel = KERNEL_FOLDERS.find((folder) => isWithin(real, folder));
    if (kernel !== undefined) return !isOurs(real) && this.#roots.some((root) => isWithin(root, kernel) && isWithin(real, root));
    return this.#isAll || this.#roots.some((root) => isWithin(real, root));
  }
}

/** Our own entry of /proc: memory, environment and descriptors of the process that guards the script. */
function isOurs(real: string): boolean {
  return isWithin(real, `/proc/${Deno.pid}`);
}

/** Whether a path is a folder or lies in it; both absolute, without links and dots. */
export function isWithin(path: string, folder: string): boolean {
  if (Deno.build.os === "windows") {
    path = path.toLowerCase();
    folder = folder.toLowerCase();
  }
  if (path === folder) return true;
  const { sep } = nodePath;
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** What a script is told of a path that it may not have. Where a link leads is not said: that may be outside of what it can see. */
export function pathRefusal(
  { access, real, written, absolute }: PathRequest,
  side: { readonly by: "document" | "operator"; paths(access: "read" | "write"): PathRules },
  folder: string,
): string {
  const requires = `Requires ${access} access to ${JSON.stringify(written)}`;
  if (isOurs(real)) return `${requires}, which belongs to Executor itself and is never granted`;
  if (KERNEL_FOLDERS.some((kernel) => isWithin(absolute, kernel))) return requires + whatToDo(access, absolute, side.by);
  if (real !== absolute && isWithin(absolute, real)) {
    const line = lineOf(real, folder);
    return `${requires}: ${JSON.stringify(line)} has to be made on the way${whatToDo(access, line, side.by)}`;
  }
  if (side.paths(access).includes(absolute)) {
    return side.by === "document"
      ? `${requires}: a link leads out of what is granted; add the path that it leads to: permissions: { ${access}: […] }`
      : `${requires}: a link leads out of what the operator's --allow-${access} includes`;
  }
  return requires + whatToDo(access, lineOf(absolute, folder), side.by);
}

/** A path as a document would have it. */
function lineOf(path: string, folder: string): string {
  return isWithin(path, folder) ? nodePath.relative(folder, path) || "." : path;
}
