import * as nodePath from "node:path";
import { systemReason } from "../../../platform/mod.ts";
import type { GlobRoot, GlobSet } from "./glob_set.ts";

/** What tells one state of a file from another: its time of change in milliseconds, its size in bytes, and its number on the disk. */
export interface FileMark {
  readonly mtime: number;
  readonly size: number;
  /** Undefined when it comes from an earlier process: then it does not count. */
  readonly inode?: number | undefined;
}

/** The files that globs mean, now. */
export interface ScannedFiles {
  /** By the names of {@link GlobSet.nameOf}. */
  readonly files: ReadonlyMap<string, FileMark>;
  /** Folders that cannot be read, by name: nothing is known of what lies in them. */
  readonly unreadable: readonly string[];
  /** Whether there are too many: nothing is known of what is not among them. */
  readonly isCut: boolean;
  /** Why not all of it could be seen; undefined when it could. */
  readonly problem: string | undefined;
}

/** More files than this are not watched. */
const MOST_FILES = 100_000;
/** Links may lead round and round. */
const DEEPEST = 40;
const AT_ONCE = 64;

/** Looks at all files that globs mean. A folder that does not exist has none. */
export async function scanFiles(globs: GlobSet): Promise<ScannedFiles> {
  const scan = new Scan(globs);
  for (const root of globs.roots) await scan.folder(root.folder, root, 0, []);
  return scan;
}

class Scan implements ScannedFiles {
  readonly files = new Map<string, FileMark>();
  readonly unreadable: string[] = [];
  isCut = false;
  problem: string | undefined;
  readonly #globs: GlobSet;

  constructor(globs: GlobSet) {
    this.#globs = globs;
  }

  async folder(path: string, root: GlobRoot, level: number, above: readonly string[]): Promise<void> {
    if (level > DEEPEST || this.files.size > MOST_FILES) return;
    const folders: { readonly path: string; readonly isLink: boolean }[] = [];
    const files: string[] = [];
    try {
      for await (const { name, isDirectory, isSymlink } of Deno.readDir(path)) {
        const entry = nodePath.join(path, name);
        if (isDirectory || isSymlink) {
          if (level < root.depth && (root.hidden || !name.startsWith("."))) folders.push({ path: entry, isLink: isSymlink });
        }
        if (!isDirectory && this.#globs.has(entry)) files.push(entry);
      }
    } catch (error) {
      if (!isAbsent(error)) this.#failed(path, error);
      return;
    }
    for (let at = 0; at < files.length; at += AT_ONCE) {
      await Promise.all(files.slice(at, at + AT_ONCE).map((file) => this.#file(file)));
    }
    for (const { path, isLink } of folders) await this.#inner(path, isLink, root, level + 1, above);
  }

  async #inner(path: string, isLink: boolean, root: GlobRoot, level: number, above: readonly string[]): Promise<void> {
    if (!isLink) return await this.folder(path, root, level, above);
    try {
      if (!(await Deno.stat(path)).isDirectory) return;
      const real = await Deno.realPath(path);
      if (above.includes(real)) return;
      await this.folder(path, root, level, [...above, real]);
    } catch (error) {
      if (!isAbsent(error)) this.#failed(path, error);
    }
  }

  async #file(path: string): Promise<void> {
    try {
      const { isFile, mtime, size, ino } = await Deno.stat(path);
      if (isFile) this.files.set(this.#globs.nameOf(path), { mtime: mtime?.getTime() ?? 0, size, inode: ino ?? undefined });
      if (this.files.size <= MOST_FILES) return;
      this.isCut = true;
      this.problem ??= `The globs mean more than ${MOST_FILES} files; only so many are watched`;
    } catch (error) {
      if (!isAbsent(error)) this.#failed(path, error);
    }
  }

  #failed(path: string, error: unknown): void {
    const name = this.#globs.nameOf(path);
    this.unreadable.push(name);
    this.problem ??= `${name === "" ? "The folder" : name} cannot be read: ${systemReason(error)}`;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory;
}
