import * as nodePath from "node:path";
import { FolderWatches } from "./folder_watches.ts";
import { isPassedOver, isPipelineFile } from "./is_pipeline_file.ts";
import { ABSENT, type Look, look } from "./look.ts";
import { stampOf } from "./stamp_of.ts";
import type { Watcher, WatcherOptions } from "./watcher.ts";

/** Changes that never cease are told all the same, after so many debounces or this time, whichever is longer. */
const LONGEST_DEBOUNCES = 10;
const LONGEST_WAIT_MS = 1000;
/** Where events may have been lost, it looks after this time. */
const DOUBT_MS = 250;
/** Network folders, folders mounted into containers and folders whose parents were moved tell nothing. */
const IDLE_POLL_MS = 10_000;
/** The same when the system gives no watches; then it asks for them again after these times, doubled at each refusal. */
const POLL_MS = 1000;
const FIRST_RETRY_MS = 30_000;
const LAST_RETRY_MS = 600_000;
/** Looks until what is watched is what is there. */
const MOST_LOOKS = 5;
/** A file that changed so long before the last call may have been read in its old state: clocks of file systems lag. */
const SLACK_MS = 1000;

/**
 * Begins to watch. It says only that something may have changed; {@link scanPaths} tells what is there now.
 *
 * Changes are seen by the system's watches of each folder. What these cannot tell (network folders, a folder above that was replaced, lost
 * events) is found by comparing times, sizes and identities every 10 seconds, and every second when the system gives no watches.
 *
 * @returns Once everything is watched: nothing that changes after is missed.
 */
export async function createWatcher(options: WatcherOptions): Promise<Watcher> {
  const watcher = new PathWatcher(options);
  await watcher.start();
  return watcher;
}

/** Why it looks; for a `doubt` only a difference is told. */
type Reason = "change" | "doubt";

class PathWatcher implements Watcher {
  readonly #options: WatcherOptions;
  readonly #paths: readonly string[];
  readonly #folders: FolderWatches;
  #followed: ReadonlySet<string> = new Set();
  /** What was there when it last looked, to know which events count. */
  #view: Look | undefined;
  /** What was there before the last call of `onChange`. */
  #told: Pick<Look, "files" | "followed"> = { files: new Map(), followed: new Map() };
  /** Milliseconds since the epoch. */
  #toldAt = Date.now();
  #reason: Reason | undefined;
  /** Entries that are known to have changed; undefined when anything may have. */
  #changed: Set<string> | undefined = new Set();
  /** When the first change of a burst came, and when it is to be told, by the monotonic clock. */
  #firstAt = 0;
  #dueAt = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pollTimer: ReturnType<typeof setTimeout> | undefined;
  /** Looks and calls follow each other. */
  #work: Promise<void> = Promise.resolve();
  #isQueued = false;
  #isClosed = false;
  #isPolling = false;
  #retryAt = 0;
  #retryMs = FIRST_RETRY_MS;
  #failure: string | undefined;
  #problems: ReadonlySet<string> = new Set();

  constructor(options: WatcherOptions) {
    this.#options = options;
    this.#paths = options.paths.map((path) => nodePath.resolve(path));
    const watch = (folder: string) => options.watchFolder?.(folder) ?? Deno.watchFs(folder, { recursive: false });
    this.#folders = new FolderWatches(watch, {
      changed: (path) => this.#counts(path) && this.#wake("change", 0, path),
      doubtful: () => this.#wake("doubt", DOUBT_MS),
    });
  }

  async start(): Promise<void> {
    await this.#enqueue(async () => {
      this.#told = await this.#look();
    });
    this.#poll();
  }

  follow(files: Iterable<string>): void {
    const before = this.#followed;
    this.#followed = new Set(Array.from(files, (file) => nodePath.resolve(file)));
    const added = [...this.#followed].filter((file) => !before.has(file));
    if (added.length === 0 && before.size === this.#followed.size) return;
    const since = this.#toldAt - SLACK_MS;
    void this.#enqueue(async () => {
      const { followed } = await this.#look();
      for (const file of added) this.#told.followed.set(file, followed.get(file) ?? ABSENT);
      if (added.some((file) => changedAt(file) > since)) this.#wake("change");
    });
  }

  rescan(): Promise<void> {
    this.#reason = undefined;
    this.#changed = undefined;
    clearTimeout(this.#timer);
    this.#retryAt = 0;
    return this.#enqueue(() => this.#tell("change"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#pollTimer);
    await this.#folders.close();
  }

  /** Whether a change of this entry may be one of what is served or followed. */
  #counts(path: string): boolean {
    const view = this.#view;
    if (view === undefined || view.entries.has(path) || view.folders.has(path)) return true;
    const name = nodePath.basename(path);
    if (!view.searched.has(nodePath.dirname(path)) || isPassedOver(name)) return false;
    return isPipelineFile(name) || isFolderOrLink(path);
  }

  /** Sees to it that it will look: after the quiet that the settings ask for, or for a doubt after `delayMs`. */
  #wake(reason: Reason, delayMs = 0, path?: string): void {
    if (this.#isClosed) return;
    if (path === undefined) this.#changed = undefined;
    else this.#changed?.add(path);
    if (reason === "doubt" && this.#reason !== undefined) return;
    const now = performance.now();
    if (reason === "change") {
      if (this.#reason !== "change") this.#firstAt = now;
      const debounceMs = this.#options.debounceMs();
      this.#dueAt = Math.min(now + debounceMs, this.#firstAt + Math.max(debounceMs * LONGEST_DEBOUNCES, LONGEST_WAIT_MS));
    } else this.#dueAt = now + delayMs;
    this.#reason = reason;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // One that waits for its turn tells everything that came until then.
      if (this.#isQueued) return;
      this.#isQueued = true;
      void this.#enqueue(() => {
        this.#isQueued = false;
        const why = this.#reason;
        this.#reason = undefined;
        return why === undefined ? Promise.resolve() : this.#tell(why);
      });
    }, this.#dueAt - now);
  }

  async #tell(reason: Reason): Promise<void> {
    const changed = this.#changed;
    this.#changed = new Set();
    const files = changed === undefined || reason === "doubt" ? undefined : this.#restamp(changed);
    if (files === undefined) {
      const seen = await this.#look();
      const isTold = reason === "change" || differs(this.#told, seen);
      this.#told = seen;
      if (!isTold || this.#isClosed) return;
    }
    this.#toldAt = Date.now();
    await this.#options.onChange(files);
  }

  /**
   * Where nothing but files has changed there is nothing else to look at, and what is watched stays as it is: most saves are so.
   *
   * @returns The files; undefined when one may be a folder, a link, or what a link leads to.
   */
  #restamp(changed: ReadonlySet<string>): string[] | undefined {
    const view = this.#view;
    if (view === undefined) return undefined;
    const files = new Map<string, string>();
    const followed = new Map<string, string>();
    for (const path of changed) {
      const name = nodePath.basename(path);
      const reached = isPipelineFile(name) ? view.searched.get(nodePath.dirname(path)) : undefined;
      const isFollowed = view.followed.has(path);
      const isFile = reached !== undefined && !view.entries.has(path) || isFollowed;
      const stamp = isFile && !view.folders.has(path) ? stampOfFile(path) : undefined;
      if (stamp === undefined) return undefined;
      if (reached !== undefined) files.set(nodePath.join(reached, name), stamp);
      if (isFollowed) followed.set(path, stamp);
    }
    for (const [file, stamp] of followed) this.#told.followed.set(file, stamp);
    for (const [file, stamp] of files) {
      if (stamp === ABSENT) this.#told.files.delete(file);
      else this.#told.files.set(file, stamp);
    }
    return [...new Set([...files.keys(), ...followed.keys()])];
  }

  /** Looks at everything, and watches what is there. */
  async #look(): Promise<Look> {
    let seen = await look(this.#paths, this.#followed);
    for (let looks = 1;; looks++) {
      const mayBegin = !this.#isPolling || performance.now() >= this.#retryAt;
      const { hasBegun, failure } = await this.#folders.set(seen.folders, mayBegin);
      if (mayBegin) this.#settle(failure);
      this.#view = seen;
      if (!hasBegun || failure !== undefined) break;
      if (looks === MOST_LOOKS) {
        this.#wake("doubt", DOUBT_MS);
        break;
      }
      // What happened before a watch began.
      seen = await look(this.#paths, this.#followed);
    }
    this.#report(seen);
    return seen;
  }

  /** Begins to poll once the system gives no watches, and ends when it does again. */
  #settle(failure: string | undefined): void {
    const wasPolling = this.#isPolling;
    this.#isPolling = failure !== undefined;
    this.#retryMs = this.#isPolling ? Math.min(wasPolling ? this.#retryMs * 2 : FIRST_RETRY_MS, LAST_RETRY_MS) : FIRST_RETRY_MS;
    this.#retryAt = performance.now() + this.#retryMs;
    this.#failure = failure;
    if (wasPolling !== this.#isPolling) this.#poll();
  }

  #poll(): void {
    clearTimeout(this.#pollTimer);
    if (this.#isClosed) return;
    this.#pollTimer = setTimeout(() => {
      this.#wake("doubt");
      this.#poll();
    }, this.#isPolling ? POLL_MS : IDLE_POLL_MS);
  }

  #report({ unreadable }: Look): void {
    const problems = new Set(unreadable.map(({ path, reason }) => `Cannot look at ${path}: ${reason}`));
    if (this.#isPolling) {
      problems.add(`Changes of files are looked for every second, because the system gives no watches: ${this.#failure}`);
    }
    for (const problem of problems) if (!this.#problems.has(problem)) this.#options.onProblem(problem);
    this.#problems = problems;
  }

  #enqueue(action: () => Promise<void>): Promise<void> {
    const run = this.#work.then(async () => {
      if (this.#isClosed) return;
      try {
        await action();
      } catch (error) {
        this.#options.onProblem(`Changes of files could not be taken in: ${error instanceof Error ? error.message : error}`);
      }
    });
    return this.#work = run;
  }
}

function differs(before: Pick<Look, "files" | "followed">, now: Pick<Look, "files" | "followed">): boolean {
  if (before.files.size !== now.files.size) return true;
  for (const [file, stamp] of now.files) if (before.files.get(file) !== stamp) return true;
  // One that is followed only since then has been seen to already.
  for (const [file, stamp] of now.followed) if ((before.followed.get(file) ?? stamp) !== stamp) return true;
  return false;
}

/** Undefined for what is no regular file. */
function stampOfFile(path: string): string | undefined {
  const now = Date.now();
  try {
    const info = Deno.lstatSync(path);
    return info.isFile ? stampOf(info, now) : undefined;
  } catch (error) {
    return error instanceof Deno.errors.NotFound ? ABSENT : undefined;
  }
}

function isFolderOrLink(path: string): boolean {
  try {
    const { isDirectory, isSymlink } = Deno.lstatSync(path);
    return isDirectory || isSymlink;
  } catch {
    return false;
  }
}

/** Milliseconds since the epoch; a file that is not there never changed. */
function changedAt(path: string): number {
  try {
    const { mtime, ctime } = Deno.statSync(path);
    return Math.max(mtime?.getTime() ?? 0, ctime?.getTime() ?? 0);
  } catch {
    return -Infinity;
  }
}
