import * as nodePath from "node:path";
import { systemReason } from "../../../platform/mod.ts";
import { heldPipes, lookForPipes, watchesFolder } from "../../held_pipes.ts";
import type { GlobRoot } from "./glob_set.ts";

/** What {@link FolderWatch} tells. */
export interface FolderWatchOptions {
  readonly roots: readonly GlobRoot[];
  /** Something happened; `paths` are absolute, and undefined when nobody knows where. */
  onEvent(paths: readonly string[] | undefined): void;
  /** Told once when the system gives no watch: then somebody has to look from time to time. */
  onLost(reason: string): void;
}

/** A folder on the disk, and which one it is: another may come in its place. */
interface Target {
  readonly path: string;
  readonly isRecursive: boolean;
  readonly identity: string;
}

/** The system's watch on some folders, on the folders they stand in, and, of those that do not exist, on the nearest that does. */
export class FolderWatch implements Disposable {
  readonly #options: FolderWatchOptions;
  #watchers: Deno.FsWatcher[] = [];
  /** Of {@link watchesFolder}. */
  #known: readonly Disposable[] = [];
  #watched = "";
  #isLost = false;
  #isDisposed = false;

  constructor(options: FolderWatchOptions) {
    this.#options = options;
  }

  /** Whether the system gives no watch. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Watches what is there now. @returns Whether that is something else than before, so that something may have been missed. */
  refresh(): boolean {
    if (this.#isDisposed) return false;
    const targets = this.#targets();
    const wanted = JSON.stringify(targets);
    if (wanted === this.#watched) return false;
    this.#close();
    const paths = targets.map(({ path }) => path);
    using _pipes = heldPipes(paths);
    this.#known = paths.map(watchesFolder);
    try {
      for (const isRecursive of [true, false]) {
        const paths = targets.filter((target) => target.isRecursive === isRecursive).map(({ path }) => path);
        if (paths.length > 0) void this.#follow(Deno.watchFs(paths, { recursive: isRecursive }));
      }
      this.#watched = wanted;
      this.#isLost = false;
    } catch (error) {
      this.#lose(systemReason(error));
    }
    return true;
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#close();
  }

  #targets(): readonly Target[] {
    const targets = new Map<string, Target>();
    const add = (path: string, isRecursive: boolean) => {
      const identity = identityOf(path);
      if (identity === undefined) return false;
      const known = targets.get(path);
      targets.set(path, { path, isRecursive: isRecursive || known?.isRecursive === true, identity });
      return true;
    };
    for (const { folder, depth } of this.#options.roots) {
      let path = folder;
      for (let isRecursive = depth > 0; !add(path, isRecursive) && path !== nodePath.dirname(path); isRecursive = false) {
        path = nodePath.dirname(path);
      }
      add(nodePath.dirname(path), false);
    }
    return [...targets.values()];
  }

  async #follow(watcher: Deno.FsWatcher): Promise<void> {
    this.#watchers.push(watcher);
    try {
      for await (const { kind, paths, flag } of watcher) {
        if (kind === "access") continue;
        lookForPipes();
        this.#options.onEvent(flag === "rescan" || paths.length === 0 ? undefined : paths);
      }
    } catch (error) {
      if (!this.#watchers.includes(watcher)) return;
      this.#lose(systemReason(error));
      this.#options.onEvent(undefined);
    }
  }

  #lose(reason: string): void {
    this.#close();
    if (!this.#isLost) this.#options.onLost(reason);
    this.#isLost = true;
  }

  #close(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    this.#watched = "";
    if (watchers.length === 0) return;
    using _pipes = heldPipes();
    for (const watcher of watchers) watcher.close();
    for (const known of this.#known) known[Symbol.dispose]();
  }
}

function identityOf(path: string): string | undefined {
  try {
    const { dev, ino, isDirectory } = Deno.statSync(path);
    return isDirectory ? `${dev}:${ino}` : undefined;
  } catch {
    return undefined;
  }
}
