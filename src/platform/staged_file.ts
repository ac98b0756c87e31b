import * as nodePath from "node:path";
import { AppError } from "../core/mod.ts";
import { systemFault, systemReason } from "./state/system_reason.ts";

/** A file's new content, safe on the disk beside it, and not yet in its place. Disposing removes what was not applied. */
export class StagedFile implements Disposable {
  readonly #path: string;
  readonly #target: string;
  /** Undefined once applied, and of a device or a pipe, which is written through. */
  #beside: string | undefined;
  #through: Uint8Array | undefined;

  private constructor(path: string, target: string) {
    this.#path = path;
    this.#target = target;
  }

  /**
   * Writes the content beside its target; folders on the way that do not exist are made. A link keeps pointing where it does.
   *
   * @param mode Permissions of the file, whatever the umask; by default those it had, else what the umask leaves.
   * @throws AppError `path_unwritable`.
   */
  static stage(path: string, bytes: Uint8Array, mode?: number): StagedFile {
    const target = followLinks(path);
    const existing = infoOf(target);
    if (existing?.isDirectory) throw new AppError("path_unwritable", `Cannot write "${path}": it is a folder`);
    const staged = new StagedFile(path, target);
    // A device or a pipe is written to; a file in its place would be something else.
    if (existing !== undefined && !existing.isFile) staged.#through = bytes;
    else staged.#attempt(() => staged.#writeBeside(bytes, mode ?? existing?.mode ?? undefined));
    return staged;
  }

  /**
   * Puts it into its place in one step.
   *
   * @throws AppError `path_unwritable`.
   */
  apply(): void {
    this.#attempt(() => {
      if (this.#through !== undefined) writeThrough(this.#target, this.#through);
      if (this.#beside !== undefined) Deno.renameSync(this.#beside, this.#target);
      this.#beside = undefined;
      this.#through = undefined;
    });
  }

  [Symbol.dispose](): void {
    if (this.#beside === undefined) return;
    try {
      Deno.removeSync(this.#beside);
    } catch {
      // Only litter.
    }
    this.#beside = undefined;
  }

  #writeBeside(bytes: Uint8Array, mode: number | undefined): void {
    const folder = nodePath.dirname(this.#target);
    Deno.mkdirSync(folder, { recursive: true });
    // In the same folder, so that the rename stays on one file system.
    const beside = nodePath.join(folder, `${prefixOf(this.#target)}${crypto.randomUUID().slice(0, 8)}.tmp`);
    using file = Deno.openSync(beside, { write: true, createNew: true });
    this.#beside = beside;
    writeAll(file, bytes);
    file.syncSync();
    if (mode !== undefined && Deno.build.os !== "windows") Deno.chmodSync(beside, mode & 0o7777);
  }

  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      this[Symbol.dispose]();
      const full = systemFault(error) === "full";
      throw new AppError("path_unwritable", `Cannot write "${this.#path}": ${full ? "the disk is full" : systemReason(error)}`, {
        cause: error,
      });
    }
  }
}

/** What the names of files beside a target begin with; eight digits and `.tmp` follow. */
function prefixOf(target: string): string {
  return `.${nodePath.basename(target).slice(0, 100)}.`;
}

/**
 * Removes what a process that died in the middle left beside files. Nobody may be staging these files meanwhile.
 *
 * @param paths The files themselves, which need not exist. What cannot be removed stays.
 */
export function removeStagedLitter(paths: Iterable<string>): void {
  const prefixes = new Map<string, Set<string>>();
  for (const path of paths) {
    const target = attempted(() => followLinks(path));
    if (target === undefined) continue;
    const folder = nodePath.dirname(target);
    prefixes.set(folder, (prefixes.get(folder) ?? new Set()).add(prefixOf(target)));
  }
  for (const [folder, known] of prefixes) {
    const names = attempted(() => Array.from(Deno.readDirSync(folder), ({ name }) => name)) ?? [];
    for (const name of names) {
      const end = /[0-9a-f]{8}\.tmp$/.exec(name);
      if (end !== null && known.has(name.slice(0, end.index))) attempted(() => Deno.removeSync(nodePath.join(folder, name)));
    }
  }
}

/** It is only about litter: what fails is left. */
function attempted<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

function writeThrough(target: string, bytes: Uint8Array): void {
  using file = Deno.openSync(target, { write: true });
  writeAll(file, bytes);
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
}

/** Where writing to `path` would end up: a link keeps pointing where it does, also one whose target does not exist yet. */
function followLinks(path: string): string {
  let target = path;
  for (let links = 0; links < 40; links++) {
    // Asking for the target of what is no link would make an error each time.
    if (!isLink(target)) return target;
    target = nodePath.resolve(nodePath.dirname(target), Deno.readLinkSync(target));
  }
  throw new AppError("path_unwritable", `Cannot write "${path}": its symbolic links form a circle`);
}

function isLink(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch {
    return false;
  }
}

function infoOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch {
    return undefined;
  }
}
