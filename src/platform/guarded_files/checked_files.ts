import * as nodePath from "node:path";
import type { GuardedDirEntry, GuardedFile, GuardedFileInfo, GuardedFiles, GuardedOpenOptions, PathCheck } from "../../core/mod.ts";
import { fileInfo } from "./file_info.ts";
import { findProgram } from "./find_program.ts";
import { OpenedFile } from "./guarded_file.ts";
import { endOfPath, linkAt, realPath } from "./paths.ts";
import type { Held, Resolver } from "./resolver.ts";

/** Bits that a script may set: no set-user-id, no set-group-id, no sticky bit. */
const MODE_BITS = 0o777;
/** How often an opening begins again when somebody else makes and removes what is to be made, or links lead on. */
const MAX_TRIES = 40;

/** The port over a {@link Resolver}. */
export class CheckedFiles implements GuardedFiles {
  readonly #resolver: Resolver;

  constructor(resolver: Resolver) {
    this.#resolver = resolver;
  }

  async open(path: string, options: GuardedOpenOptions, check: PathCheck): Promise<GuardedFile> {
    let target = path;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const isThere = this.#tryHold(target, check);
      if (isThere !== undefined) {
        using held = isThere;
        return await this.#openExisting(held, options, check);
      }
      const mayMake = options.create || options.createNew;
      if (!mayMake) this.#fail(target, check, new Deno.errors.NotFound("No such file or directory (os error 2)"));
      using folder = this.#holdFolderOf(target, check);
      const name = nodePath.basename(target);
      check(nodePath.join(folder.real, name));
      const made = await this.#openNew(nodePath.join(folder.handle, name), options);
      if (made !== undefined) return new OpenedFile(made);
      if (options.createNew) throw exists();
      // A link that leads to nothing yet is followed to where it leads, and that is checked in its turn; else somebody was faster.
      const link = linkAt(nodePath.join(folder.handle, name));
      if (link !== undefined) target = nodePath.resolve(folder.real, link);
    }
    throw new Deno.errors.FilesystemLoop("Too many levels of symbolic links (os error 40)");
  }

  async stat(path: string, check: PathCheck): Promise<GuardedFileInfo> {
    using held = this.#hold(path, check);
    return fileInfo(await Deno.stat(held.handle));
  }

  async readDir(path: string, check: PathCheck): Promise<readonly GuardedDirEntry[]> {
    using held = this.#hold(path, check);
    const entries: GuardedDirEntry[] = [];
    for await (const { name, isFile, isDirectory, isSymlink } of Deno.readDir(held.handle)) {
      entries.push({ name, isFile, isDirectory, isSymlink });
    }
    return entries;
  }

  async mkdir(path: string, { recursive, mode = MODE_BITS }: { recursive: boolean; mode?: number }, check: PathCheck): Promise<void> {
    const isThere = recursive ? this.#tryHold(path, check) : undefined;
    if (isThere !== undefined) {
      using held = isThere;
      check(held.real);
      if (!Deno.statSync(held.handle).isDirectory) throw exists();
      return;
    }
    const parent = nodePath.dirname(path);
    // From the top down: what is made is held by descriptor before anything is made in it.
    if (recursive && parent !== path && !this.#isThere(parent, check)) await this.mkdir(parent, { recursive, mode }, check);
    using folder = this.#holdFolderOf(path, check);
    const name = nodePath.basename(path);
    check(nodePath.join(folder.real, name));
    try {
      await Deno.mkdir(nodePath.join(folder.handle, name), { mode: mode & MODE_BITS });
    } catch (error) {
      // Somebody else made the same folder at the same moment; or a link that leads to nothing is in the way, perhaps from out of sight.
      const isTaken = recursive && error instanceof Deno.errors.AlreadyExists;
      if (isTaken && Deno.lstatSync(nodePath.join(folder.handle, name)).isDirectory) return;
      if (isTaken) this.#fail(path, check, error);
      throw error;
    }
  }

  async remove(path: string, { recursive }: { recursive: boolean }, check: PathCheck): Promise<void> {
    using folder = this.#holdParent(path, check);
    const name = nodePath.basename(path);
    check(nodePath.join(folder.real, name));
    // Links are not followed, neither here nor within: the runtime descends by descriptors.
    await Deno.remove(nodePath.join(folder.handle, name), { recursive });
  }

  async rename(from: string, to: string, checkFrom: PathCheck, checkTo: PathCheck): Promise<void> {
    using source = this.#holdParent(from, checkFrom);
    checkFrom(nodePath.join(source.real, nodePath.basename(from)));
    using target = this.#holdParent(to, checkTo);
    checkTo(nodePath.join(target.real, nodePath.basename(to)));
    await Deno.rename(nodePath.join(source.handle, nodePath.basename(from)), nodePath.join(target.handle, nodePath.basename(to)));
  }

  realPath(path: string): string {
    return realPath(path);
  }

  findProgram(name: string, path: string | undefined, cwd: string): string | undefined {
    return findProgram(name, path, cwd);
  }

  async #openExisting(held: Held, options: GuardedOpenOptions, check: PathCheck): Promise<GuardedFile> {
    check(held.real);
    const { isFile, isDirectory } = Deno.statSync(held.handle);
    if (isDirectory) throw new Deno.errors.IsADirectory("Is a directory (os error 21)");
    if (!isFile) throw new Deno.errors.NotSupported("It is a pipe, a socket or a device; only regular files are opened");
    if (options.createNew) throw exists();
    const { read, write, append } = options;
    const file = await Deno.open(held.handle, { read, write, append });
    try {
      this.#resolver.confirm(held, file);
      if (options.truncate) await file.truncate(0);
      if (options.isModeForced) await setMode(held.handle, options.mode);
    } catch (error) {
      file.close();
      throw error;
    }
    return new OpenedFile(file);
  }

  /** Makes a file; undefined when something is there, be it a link that leads to nothing. */
  async #openNew(handle: string, options: GuardedOpenOptions): Promise<Deno.FsFile | undefined> {
    const { read, append, mode, isModeForced } = options;
    const bits = mode === undefined ? {} : { mode: mode & MODE_BITS };
    let file: Deno.FsFile;
    try {
      file = await Deno.open(handle, { read, append, write: true, createNew: true, ...bits });
    } catch (error) {
      if (error instanceof Deno.errors.AlreadyExists) return undefined;
      throw error;
    }
    try {
      if (isModeForced) {
        // By what was made, whatever stands at its name by now.
        using held = this.#resolver.hold(handle);
        if (isSame(await file.stat(), await Deno.stat(held.handle))) await setMode(held.handle, mode);
      }
      return file;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  #tryHold(path: string, check: PathCheck): Held | undefined {
    try {
      return this.#resolver.hold(path);
    } catch (error) {
      return error instanceof Deno.errors.NotFound ? undefined : this.#fail(path, check, error);
    }
  }

  #isThere(path: string, check: PathCheck): boolean {
    using held = this.#tryHold(path, check);
    return held !== undefined;
  }

  #hold(path: string, check: PathCheck): Held {
    let held: Held;
    try {
      held = this.#resolver.hold(path);
    } catch (error) {
      this.#fail(path, check, error);
    }
    return checked(held, check);
  }

  /** The folder that something stands in, or is to be made in; it is not checked itself, what stands in it is. */
  #holdFolderOf(path: string, check: PathCheck): Held {
    try {
      return this.#resolver.holdFolder(nodePath.dirname(path));
    } catch (error) {
      this.#fail(path, check, error);
    }
  }

  #holdParent(path: string, check: PathCheck): Held {
    const parent = nodePath.dirname(path);
    if (parent === path) throw new Deno.errors.PermissionDenied("The root of the file system cannot be removed or renamed");
    return this.#holdFolderOf(path, check);
  }

  #endOf(path: string): string {
    try {
      return endOfPath(this.#resolver, path);
    } catch {
      // Somebody changes the folders on the way just now.
      return path;
    }
  }

  /** Whoever may not look there learns that, and not what stands there. */
  #fail(path: string, check: PathCheck, error: unknown): never {
    check(this.#endOf(path));
    throw error;
  }
}

function checked(held: Held, check: PathCheck): Held {
  try {
    check(held.real);
    return held;
  } catch (error) {
    held[Symbol.dispose]();
    throw error;
  }
}

function isSame(a: Deno.FileInfo, b: Deno.FileInfo): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

function exists(): Error {
  return new Deno.errors.AlreadyExists("File exists (os error 17)");
}

async function setMode(handle: string, mode: number | undefined): Promise<void> {
  if (mode !== undefined && Deno.build.os !== "windows") await Deno.chmod(handle, mode & MODE_BITS);
}
