import * as nodePath from "node:path";
import { systemReason } from "../../platform/mod.ts";
import { heldPipes, lookForPipes, watchesFolder } from "../held_pipes.ts";

/** Deno 2.4 keeps only so many events for a reader that is busy, and drops what comes then. */
const KEPT_EVENTS = 16;
/** Events within this time may have come in one go. */
const BURST_MS = 100;

/** What is told of the folders. */
export interface FolderListener {
  /** An entry has changed in some way: `path` is the folder's with the entry's name, or the folder's own. */
  changed(path: string): void;
  /** Events may have been lost, of any folder. */
  doubtful(): void;
}

interface Watch {
  readonly identity: string;
  readonly watcher: Deno.FsWatcher;
  /** Of {@link watchesFolder}. */
  readonly known: Disposable;
  /** Settles when its events have ended. */
  readonly ended: Promise<void>;
  isStale: boolean;
}

/** Watches over a changing set of folders, the entries of each and not what is deeper. */
export class FolderWatches {
  readonly #watch: (folder: string) => Deno.FsWatcher;
  readonly #listener: FolderListener;
  readonly #watches = new Map<string, Watch>();
  readonly #ending = new Set<Promise<void>>();
  #root: { readonly watcher: Deno.FsWatcher; readonly ended: Promise<void> } | undefined;
  #isClosed = false;

  /**
   * @param watch Begins a watch of one folder.
   * @param listener Is told.
   */
  constructor(watch: (folder: string) => Deno.FsWatcher, listener: FolderListener) {
    this.#watch = watch;
    this.#listener = listener;
  }

  /**
   * Watches these folders and no others.
   *
   * @param folders With what identifies each: one that another has taken the place of is watched anew.
   * @param mayArm Whether to begin watches; otherwise it only ends some.
   * @returns Whether any watch has begun, so that what happened before has to be looked for; and why one could not, where that is for want
   * of watches and not of the folder or of the right to read it.
   */
  async set(folders: ReadonlyMap<string, string>, mayArm = true): Promise<{ readonly hasBegun: boolean; readonly failure?: string }> {
    const over = Array.from(this.#watches).filter(([folder, watch]) => folders.get(folder) !== watch.identity || watch.isStale);
    const isToBegin = mayArm && (this.#root === undefined || Array.from(folders.keys()).some((folder) => !this.#watches.has(folder)));
    using _pipes = over.length > 0 || isToBegin ? heldPipes(folders.keys()) : undefined;
    for (const [folder, watch] of over) this.#end(folder, watch);
    // A path whose watch is about to end counts as watched in newer Deno, and another watch of it would see nothing.
    await Promise.all(this.#ending);
    if (mayArm) this.#beginRoot();
    let hasBegun = false;
    for (const [folder, identity] of mayArm ? folders : []) {
      if (this.#isClosed || this.#watches.has(folder)) continue;
      try {
        this.#begin(folder, identity);
        hasBegun = true;
      } catch (error) {
        if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) continue;
        return { hasBegun, failure: systemReason(error) };
      }
    }
    return { hasBegun };
  }

  /** Ends all; resolves once they are closed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    using _pipes = heldPipes();
    for (const [folder, watch] of this.#watches) this.#end(folder, watch);
    this.#root?.watcher.close();
    await Promise.all([...this.#ending, this.#root?.ended]);
  }

  /**
   * Deno withholds an event whose path, links followed, lies outside of the watched folder: that of a new link that leads elsewhere. All
   * watches of the process share one inotify instance, and a watch of the root gets the events of all.
   */
  #beginRoot(): void {
    if (Deno.build.os !== "linux" || this.#root !== undefined || this.#isClosed) return;
    try {
      const watcher = this.#watch("/");
      this.#root = { watcher, ended: this.#readRoot(watcher) };
    } catch {
      // Links that lead elsewhere are then found late.
    }
  }

  async #readRoot(watcher: Deno.FsWatcher): Promise<void> {
    try {
      for await (const { kind, paths } of watcher) {
        if (kind === "access") continue;
        for (const path of paths) {
          const folder = nodePath.dirname(path);
          if (this.#watches.has(folder)) this.#take(folder, kind, path);
        }
      }
    } catch {
      // The same.
    }
    this.#root = undefined;
  }

  #begin(folder: string, identity: string): void {
    const watcher = this.#watch(folder);
    this.#watches.set(folder, { identity, watcher, known: watchesFolder(folder), isStale: false, ended: this.#read(folder, watcher) });
  }

  #end(folder: string, watch: Watch): void {
    this.#watches.delete(folder);
    watch.known[Symbol.dispose]();
    this.#ending.add(watch.ended);
    void watch.ended.then(() => this.#ending.delete(watch.ended));
    try {
      watch.watcher.close();
    } catch {
      // It has ended by itself.
    }
  }

  async #read(folder: string, watcher: Deno.FsWatcher): Promise<void> {
    let since = -Infinity;
    let count = 0;
    try {
      for await (const { kind, paths, flag } of watcher) {
        if (flag === "rescan" || paths.length === 0) this.#listener.doubtful();
        const now = performance.now();
        if (now - since > BURST_MS) [since, count] = [now, 0];
        if (++count === KEPT_EVENTS) this.#listener.doubtful();
        // Reading a file is an event too.
        if (kind === "access") continue;
        lookForPipes();
        for (const path of paths) this.#take(folder, kind, path);
      }
    } catch {
      // Below.
    }
    const watch = this.#watches.get(folder);
    if (watch?.watcher !== watcher) return;
    watch.isStale = true;
    this.#listener.doubtful();
  }

  #take(folder: string, kind: string, path: string): void {
    const watch = this.#watches.get(path);
    // The folder itself was removed, moved or replaced: what is watched now may be another.
    if (watch !== undefined) watch.isStale = true;
    const holder = nodePath.dirname(path);
    if (path === folder || holder === folder) this.#listener.changed(path);
    // Deno tells a watch also of what others of the process see deeper, and Deno 2.4 of what is removed anywhere; those tell it themselves.
    else if (kind !== "remove" && watch === undefined && !this.#watches.has(holder)) this.#takeStranger(folder, path);
  }

  /** An entry of this folder may come by another path to it, when somebody else in the process watches that. */
  #takeStranger(folder: string, path: string): void {
    try {
      if (Deno.realPathSync(nodePath.dirname(path)) === folder) this.#listener.changed(nodePath.join(folder, nodePath.basename(path)));
    } catch {
      // It is gone, and with it what it could tell.
    }
  }
}
