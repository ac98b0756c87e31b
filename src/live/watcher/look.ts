import * as nodePath from "node:path";
import { systemReason } from "../../platform/mod.ts";
import { Breather } from "./breather.ts";
import { isPassedOver, isPipelineFile } from "./is_pipeline_file.ts";
import { identityOf, stampOf } from "./stamp_of.ts";
import { tracePath } from "./trace_path.ts";

/** A path that could not be looked at, and why, in the system's words. */
export interface Unreadable {
  readonly path: string;
  readonly reason: string;
}

/** The stamp of a file that is not there. */
export const ABSENT = "absent";

/** What stands at some paths at one moment, and what has to be watched to learn of a change. */
export interface Look {
  /** Stamps of the pipeline files below the served paths, by their path as it was reached: links in it are kept. */
  readonly files: Map<string, string>;
  /** Stamps of the files that were asked for besides; {@link ABSENT} for one that is not there. */
  readonly followed: Map<string, string>;
  readonly unreadable: readonly Unreadable[];
  /** Served paths that are not there. */
  readonly missing: readonly string[];
  /** Folders to watch, without links, with what identifies each. */
  readonly folders: ReadonlyMap<string, string>;
  /** Those of them whose every entry may be a pipeline or a folder of pipelines, with the path that each was reached by. */
  readonly searched: ReadonlyMap<string, string>;
  /** Entries of the others that count, and entries that count whatever their name. */
  readonly entries: ReadonlySet<string>;
}

/**
 * Looks at the served paths, folders with all that is in them, and at further files. Links are followed; a folder that is reached twice is
 * looked at once.
 *
 * @param paths Absolute; a file counts whatever its name.
 * @param follow Absolute files.
 */
export async function look(paths: readonly string[], follow: Iterable<string>): Promise<Look> {
  const looker = new Looker();
  for (const path of paths) await looker.serve(path);
  for (const path of follow) await looker.follow(path);
  return looker.result();
}

class Looker {
  readonly #breather = new Breather();
  readonly #files = new Map<string, string>();
  readonly #followed = new Map<string, string>();
  readonly #unreadable: Unreadable[] = [];
  readonly #missing: string[] = [];
  readonly #searched = new Map<string, string>();
  readonly #entries = new Set<string>();
  /** Folders that hold an entry that counts. */
  readonly #holders = new Set<string>();
  /** Where folders of followed files lead to: many files share few. */
  readonly #traced = new Map<string, string | undefined>();

  async serve(path: string): Promise<void> {
    const real = this.#trace(path);
    const info = real === undefined ? undefined : this.#stat(path);
    if (real === undefined || info === undefined) this.#missing.push(path);
    else if (info.isDirectory) await this.#search(path, real);
    else this.#files.set(path, stampOf(info, Date.now()));
  }

  async follow(path: string): Promise<void> {
    if (this.#breather.isDue()) await this.#breather.breathe();
    const folder = nodePath.dirname(path);
    if (!this.#traced.has(folder)) this.#traced.set(folder, this.#trace(folder));
    const real = this.#traced.get(folder);
    if (real !== undefined) this.#visit(real, nodePath.basename(path));
    const now = Date.now();
    const info = statOf(path);
    if (info instanceof Error) {
      this.#followed.set(path, info instanceof Deno.errors.NotFound ? ABSENT : "unreadable");
      // A link whose target is not there: the target's coming is what to wait for.
      this.#trace(path);
      return;
    }
    if (real !== undefined && isLink(path)) this.#trace(path);
    this.#followed.set(path, stampOf(info, now));
  }

  result(): Look {
    const folders = new Map<string, string>();
    for (const folder of [...this.#searched.keys(), ...this.#holders]) {
      const info = statOf(folder);
      if (!(info instanceof Error)) folders.set(folder, identityOf(info));
    }
    return {
      files: this.#files,
      followed: this.#followed,
      unreadable: this.#unreadable,
      missing: this.#missing,
      folders,
      searched: this.#searched,
      entries: this.#entries,
    };
  }

  /** Everything in a folder; what is first by its name comes first, so that of two ways to one folder it is always the same that counts. */
  async #search(path: string, real: string): Promise<void> {
    const pending = [{ path, real }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (this.#searched.has(next.real)) continue;
      this.#searched.set(next.real, next.path);
      for (const entry of this.#list(next.path)) {
        if (isPassedOver(entry.name)) continue;
        if (this.#breather.isDue()) await this.#breather.breathe();
        const inner = nodePath.join(next.path, entry.name);
        if (entry.isDirectory) pending.push({ path: inner, real: nodePath.join(next.real, entry.name) });
        else if (entry.isSymlink) this.#link(inner, pending);
        else if (entry.isFile && isPipelineFile(entry.name)) this.#file(inner);
      }
    }
  }

  #link(path: string, pending: { path: string; real: string }[]): void {
    const info = statOf(path);
    const isFolder = !(info instanceof Error) && info.isDirectory;
    // One that leads nowhere yet may lead to a folder once it does.
    if (!isFolder && !isPipelineFile(nodePath.basename(path)) && !(info instanceof Error)) return;
    const real = this.#trace(path);
    if (real === undefined) return;
    if (isFolder) pending.push({ path, real });
    else if (isPipelineFile(nodePath.basename(path))) this.#file(path);
  }

  #file(path: string): void {
    const now = Date.now();
    const info = this.#stat(path);
    // A pipe or a device of that name is none: reading it could take for ever.
    if (info?.isFile === true) this.#files.set(path, stampOf(info, now));
  }

  #list(path: string): Deno.DirEntry[] {
    try {
      return [...Deno.readDirSync(path)].sort((a, b) => a.name < b.name ? 1 : -1);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) this.#unreadable.push({ path, reason: systemReason(error) });
      return [];
    }
  }

  #stat(path: string): Deno.FileInfo | undefined {
    const info = statOf(path);
    if (!(info instanceof Error)) return info;
    if (!(info instanceof Deno.errors.NotFound)) this.#unreadable.push({ path, reason: systemReason(info) });
    return undefined;
  }

  #trace(path: string): string | undefined {
    return tracePath(path, (folder, name) => this.#visit(folder, name));
  }

  #visit(folder: string, name: string): void {
    this.#holders.add(folder);
    this.#entries.add(nodePath.join(folder, name));
  }
}

function statOf(path: string): Deno.FileInfo | Error {
  try {
    return Deno.statSync(path);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isLink(path: string): boolean {
  try {
    return Deno.lstatSync(path).isSymlink;
  } catch {
    return false;
  }
}
