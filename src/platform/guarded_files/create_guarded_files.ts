import { probeHeldPaths } from "../../../ffi/mod.ts";
import type { GuardedFiles, PathCheck } from "../../core/mod.ts";
import { CheckedFiles } from "./checked_files.ts";
import { nativeResolver } from "./native_resolver.ts";
import { portableResolver } from "./portable_resolver.ts";

/** Options of {@link createGuardedFiles}. */
export interface CreateGuardedFilesOptions {
  /** `native` or `portable` takes that one; the default is `native` where {@link probeHeldPaths} says yes. */
  readonly implementation?: "native" | "portable";
}

/**
 * Files that are checked on what was opened. Nothing is opened before the first call.
 *
 * @example
 * ```ts
 * const files = createGuardedFiles();
 * const check = (real: string) => {
 *   if (!real.startsWith("/srv/data/")) throw new Error("Not there");
 * };
 * const file = await files.open("/srv/data/x", { read: true, write: false, append: false, truncate: false, create: false, createNew: false }, check);
 * file.close();
 * ```
 */
export function createGuardedFiles(options: CreateGuardedFilesOptions = {}): GuardedFiles {
  let chosen: GuardedFiles | undefined;
  const files = () => chosen ??= new CheckedFiles(isNative(options) ? nativeResolver : portableResolver);
  return {
    open: (path, how, check) => files().open(path, how, check),
    stat: (path, check) => files().stat(path, check),
    readDir: (path, check) => files().readDir(path, check),
    mkdir: (path, how, check) => files().mkdir(path, how, check),
    remove: (path, how, check) => files().remove(path, how, check),
    rename: (from, to, checkFrom: PathCheck, checkTo: PathCheck) => files().rename(from, to, checkFrom, checkTo),
    realPath: (path) => files().realPath(path),
    findProgram: (name, path, cwd) => files().findProgram(name, path, cwd),
  };
}

function isNative({ implementation }: CreateGuardedFilesOptions): boolean {
  return implementation === undefined ? probeHeldPaths().answer === "yes" : implementation === "native";
}
