import * as nodePath from "node:path";
import { AppError } from "../../../core/mod.ts";
import { ObjectFileError } from "../btf/mod.ts";
import { type ObjectFile, parseObject, readBytes } from "./object_file.ts";

/** So long a file is left alone after each change: who writes it may go on. */
const QUIET_MS = 40;
/** So long at most, if it never ceases to change. */
const MOST_QUIET_MS = 1000;
/** A file that looks unfinished may get so much time. */
const MOST_UNFINISHED_MS = 1000;
/** Network folders tell nothing of changes, nor do links further up that were turned elsewhere. */
const LOOK_EVERY_MS = 2000;

/** What became of a watched file. */
export interface FileObserver {
  /** It holds another object. */
  changed(file: ObjectFile): void;
  /** It holds something else, or cannot be read any more. */
  spoilt(error: AppError): void;
}

/**
 * Tells each time that a file's content has changed and is whole: rewritten in place, renamed over, or reached through another link. One
 * that is gone is waited for. The same bytes again are no change.
 */
export class FileWatch implements Disposable {
  /** As the user calls it. */
  readonly #named: string;
  readonly #path: string;
  /** What it leads to. */
  #real: string | undefined;
  readonly #observer: FileObserver;
  #bytes: Uint8Array;
  /** What was told last in place of bytes. */
  #spoilt: string | undefined;
  #stamp: string | undefined;
  /** Since when a change waits to be looked at. */
  #firstWakeAt: number | undefined;
  #watches: { readonly folders: string; readonly watcher: Deno.FsWatcher } | undefined;
  #quiet: ReturnType<typeof setTimeout> | undefined;
  readonly #looks: ReturnType<typeof setInterval>;
  #unfinishedSince: number | undefined;
  #isDisposed = false;

  /** @param file What it held when it was read. Changes since then are told too. */
  constructor({ path, bytes }: ObjectFile, observer: FileObserver) {
    this.#named = path;
    this.#path = nodePath.resolve(path);
    this.#bytes = bytes;
    this.#observer = observer;
    this.#watchFolders();
    this.#looks = setInterval(() => {
      this.#watchFolders();
      this.#glance();
    }, LOOK_EVERY_MS);
    this.#wake();
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    clearInterval(this.#looks);
    clearTimeout(this.#quiet);
    this.#watches?.watcher.close();
    this.#watches = undefined;
  }

  /** Watches the folder of the file, and that of what it leads to. */
  #watchFolders(): void {
    const folders = new Set([nodePath.dirname(this.#path)]);
    try {
      this.#real = Deno.realPathSync(this.#path);
      folders.add(nodePath.dirname(this.#real));
    } catch {
      // It is gone for now.
    }
    const named = [...folders].join("\0");
    if (this.#watches?.folders === named || this.#isDisposed) return;
    let watcher: Deno.FsWatcher;
    try {
      watcher = Deno.watchFs([...folders], { recursive: false });
    } catch {
      return; // Looking now and then has to do.
    }
    this.#watches?.watcher.close();
    this.#watches = { folders: named, watcher };
    void this.#follow(watcher);
  }

  async #follow(watcher: Deno.FsWatcher): Promise<void> {
    try {
      for await (const { kind, paths } of watcher) {
        if (this.#isDisposed) return;
        // Reading it is also told. Others in its folder may change all the time, what this probe prints among them; a link that leads to it
        // may be one of them.
        if (kind === "access") continue;
        if (paths.some((path) => path === this.#path || path === this.#real)) this.#wake();
        else this.#glance();
      }
    } catch {
      // Closed, or the folder is no more: looking now and then finds the next one.
    }
  }

  #wake(): void {
    if (this.#isDisposed) return;
    const now = performance.now();
    this.#firstWakeAt ??= now;
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#look(), Math.max(0, Math.min(QUIET_MS, this.#firstWakeAt + MOST_QUIET_MS - now)));
  }

  #glance(): void {
    // One that is waited for is looked at when its time comes.
    if (this.#firstWakeAt === undefined && stampOf(this.#path) !== this.#stamp) this.#wake();
  }

  #look(): void {
    this.#firstWakeAt = undefined;
    this.#watchFolders();
    const stamp = stampOf(this.#path);
    if (stamp === undefined) {
      this.#stamp = undefined;
      return;
    }
    try {
      const bytes = readBytes(this.#named);
      // Written to while it was read.
      if (stampOf(this.#path) !== stamp) return this.#wake();
      this.#stamp = stamp;
      if (this.#spoilt === undefined && isSame(bytes, this.#bytes)) {
        this.#unfinishedSince = undefined;
        return;
      }
      const file = parseObject(this.#named, bytes);
      const wasSpoilt = this.#spoilt !== undefined;
      this.#unfinishedSince = this.#spoilt = undefined;
      if (wasSpoilt && isSame(bytes, this.#bytes)) return;
      this.#bytes = bytes;
      this.#observer.changed(file);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (this.#mayGrow(error)) return this.#wake();
      this.#unfinishedSince = undefined;
      if (this.#spoilt === error.message) return;
      this.#spoilt = error.message;
      this.#observer.spoilt(error);
    }
  }

  #mayGrow({ cause }: AppError): boolean {
    if (!(cause instanceof ObjectFileError && cause.isCutShort)) return false;
    this.#unfinishedSince ??= performance.now();
    return performance.now() - this.#unfinishedSince < MOST_UNFINISHED_MS;
  }
}

/** Changes with the file; undefined when there is none. */
function stampOf(path: string): string | undefined {
  try {
    const { dev, ino, size, mtime, ctime } = Deno.statSync(path);
    return [dev, ino, size, mtime?.getTime(), ctime?.getTime()].join(" ");
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? undefined : "unknown";
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
