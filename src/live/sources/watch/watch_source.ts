import { createHash } from "node:crypto";
import { AppError, type Clock, type Health } from "../../../core/mod.ts";
import type { LiveContext, LiveSource } from "../live_source.ts";
import { type FileChange, fileChanges } from "./file_changes.ts";
import { FileMemory } from "./file_memory.ts";
import { FolderWatch } from "./folder_watch.ts";
import { GlobSet } from "./glob_set.ts";
import { type FileMark, scanFiles, type ScannedFiles } from "./scan_files.ts";

/** What a watch goes by. */
export interface WatchOptions {
  readonly paths: readonly string[];
  /** Milliseconds. */
  readonly debounceMs: number;
  /** What the globs start from, absolute. */
  readonly folder: string;
  readonly clock: Clock;
}

/** Most files of one event; more make several events. */
const MOST_PATHS = 1000;
/** A burst that does not end counts as one all the same after so long, or twenty times the debounce. */
const LONGEST_BURST_MS = 10_000;
/** What the system's watch did not say is found after so long, or when looking takes long, after this many times as long. */
const RESCAN_MS = 30_000;
const RESCAN_FACTOR = 500;
const NUDGE_FACTOR = 20;
/** How often it looks where the system gives no watch. */
const POLL_MS = 2000;

/** What a watch works with once it has started. */
interface Started {
  readonly context: LiveContext;
  readonly globs: GlobSet;
  readonly memory: FileMemory;
  readonly watch: FolderWatch;
}

/** `on.watch`: emits what happened to files. What it knows of them is what became part of an event, so that nothing is lost between. */
export class WatchSource implements LiveSource {
  readonly #options: WatchOptions;
  readonly #released = new AbortController();
  #started: Started | undefined;
  #known = new Map<string, FileMark>();
  #isNew = true;
  #count = 0;
  #problem: string | undefined;
  /** Aborts a pause because something happened. */
  #pause = new AbortController();
  /** A file that is meant has changed since it last began to look. */
  #isTouched = false;
  #scanMs = 0;
  /** The changes that are on their way to a run, and when they are there. */
  #flying: readonly FileChange[] = [];
  #landed: Promise<unknown> = Promise.resolve();
  #running: Promise<void> = Promise.resolve();

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  async start(context: LiveContext): Promise<void> {
    const globs = await GlobSet.load(this.#options.paths, this.#options.folder);
    const memory = new FileMemory(context.memory);
    const watch = new FolderWatch({
      roots: globs.roots,
      onEvent: (paths) => this.#touch(paths === undefined || paths.some((path) => globs.has(path))),
      onLost: (reason) => context.notice(`The system gives no watch (${reason}); it looks every ${POLL_MS / 1000} s`),
    });
    this.#started = { context, globs, memory, watch };
    watch.refresh();
    // What happens while it looks is seen by the watch, and looked at again.
    const scanned = await this.#scan(globs);
    this.#isNew = memory.count === undefined;
    this.#count = memory.count ?? 0;
    this.#known = this.#isNew ? new Map(scanned.files) : memory.read();
  }

  activate(before: LiveSource | undefined): void {
    const started = this.#get();
    const predecessor = before instanceof WatchSource ? before : undefined;
    if (predecessor !== undefined && this.#isNew) this.#takeOver(predecessor);
    const keep = () => started.memory.write(this.#known, this.#count);
    // What is on its way is kept as done once it is.
    const landed = predecessor === undefined ? Promise.resolve() : predecessor.#landed;
    if (this.#isNew) landed.then(keep, () => {}).catch((error) => this.#failed(error));
    const signal = AbortSignal.any([started.context.signal, this.#released.signal]);
    this.#isTouched = true;
    this.#running = this.#run(started, signal).catch((error) => this.#failed(error));
  }

  release(successor: LiveSource | undefined): void {
    if (this.#released.signal.aborted) return;
    this.#released.abort();
    if (!(successor instanceof WatchSource)) return;
    // What the successor does not look at is this one's to the end, also what the system has not told yet.
    this.#running = this.#running.then(() => this.#look((path) => !successor.#covers(path))).catch((error) => this.#failed(error));
  }

  /** What has been handed over goes on to become a run. */
  stop(): Promise<void> {
    this.#released.abort();
    this.#started?.watch[Symbol.dispose]();
    return Promise.resolve();
  }

  healthCheck(): Promise<Health> {
    return Promise.resolve(this.#problem === undefined ? { status: "healthy" } : { status: "unhealthy", reason: this.#problem });
  }

  #covers(path: string): boolean {
    return this.#get().globs.hasName(path);
  }

  /** Begins where the predecessor ends: of the files that both watch, with what it knew of them. */
  #takeOver(before: WatchSource): void {
    const theirs = new Map(before.#known);
    apply(theirs, before.#flying);
    const { globs } = this.#get();
    for (const path of this.#known.keys()) if (before.#covers(path)) this.#known.delete(path);
    for (const [path, mark] of theirs) if (globs.hasName(path)) this.#known.set(path, mark);
  }

  #touch(isMeant: boolean): void {
    if (isMeant) this.#isTouched = true;
    this.#pause.abort();
  }

  async #run(started: Started, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // What is not meant may be a folder that brings files; looking for that takes little of the time.
      if (!this.#isTouched) await this.#options.clock.sleep(this.#scanMs * NUDGE_FACTOR, signal);
      await this.#quiet(signal);
      if (signal.aborted) return;
      await this.#look();
      if (started.watch.refresh()) continue;
      if (!this.#isTouched) await this.#sleep(started.watch.isLost ? POLL_MS : Math.max(RESCAN_MS, this.#scanMs * RESCAN_FACTOR), signal);
    }
  }

  /** Waits until a burst is over. */
  async #quiet(signal: AbortSignal): Promise<void> {
    const { debounceMs, clock } = this.#options;
    const began = clock.monotonicMs();
    const longest = Math.max(LONGEST_BURST_MS, 20 * debounceMs);
    let wasTouched = this.#isTouched;
    do {
      this.#isTouched = false;
      await clock.sleep(debounceMs, signal);
      wasTouched ||= this.#isTouched;
    } while (this.#isTouched && !signal.aborted && clock.monotonicMs() - began < longest);
    this.#isTouched = wasTouched;
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.#pause = new AbortController();
    await this.#options.clock.sleep(ms, AbortSignal.any([signal, this.#pause.signal]));
  }

  async #scan(globs: GlobSet): Promise<ScannedFiles> {
    const began = performance.now();
    const scanned = await scanFiles(globs);
    this.#scanMs = performance.now() - began;
    this.#problem = scanned.problem;
    return scanned;
  }

  /** Looks at the files and hands over what happened. */
  async #look(isMine: (path: string) => boolean = () => true): Promise<void> {
    const started = this.#get();
    this.#isTouched = false;
    // What one finds that is released while it looks is the successor's.
    const isRest = this.#released.signal.aborted;
    const scanned = await this.#scan(started.globs);
    const changes = fileChanges(this.#known, scanned).filter(({ path }) => isMine(path));
    for (let at = 0; at < changes.length; at += MOST_PATHS) {
      // Once it is released what has not left is the successor's.
      if (this.#released.signal.aborted && !isRest) return;
      await this.#emit(started, changes.slice(at, at + MOST_PATHS));
    }
    // What only differs by the number on the disk is known by it from now on.
    for (const [path, mark] of scanned.files) if (this.#known.has(path) && isMine(path)) this.#known.set(path, mark);
  }

  async #emit({ context, memory }: Started, changes: readonly FileChange[]): Promise<void> {
    this.#flying = changes;
    const id = eventId(this.#count, changes);
    await (this.#landed = context.emit({ id, time: this.#options.clock.now(), kind: "watch", payload: payloadOf(changes) }));
    apply(this.#known, changes);
    this.#flying = [];
    this.#count++;
    memory.write(this.#known, this.#count, changes.map(({ path }) => path));
  }

  #failed(error: unknown): void {
    const { context } = this.#get();
    if (context.signal.aborted || error instanceof AppError && error.code === "stopping") return;
    context.fail(error instanceof Error ? error.message : String(error));
  }

  #get(): Started {
    if (this.#started === undefined) throw new TypeError("The watch has not started");
    return this.#started;
  }
}

function apply(known: Map<string, FileMark>, changes: readonly FileChange[]): void {
  for (const { path, mark } of changes) {
    if (mark === undefined) known.delete(path);
    else known.set(path, mark);
  }
}

function payloadOf(changes: readonly FileChange[]) {
  const of = (kind: FileChange["kind"]) => changes.filter((change) => change.kind === kind).map(({ path }) => path);
  return { paths: changes.map(({ path }) => path), created: of("created"), modified: of("modified"), removed: of("removed") };
}

/** The same changes after the same event are the same event: one that was handed over before a crash is not a second one after it. */
function eventId(count: number, changes: readonly FileChange[]): string {
  const said = changes.map(({ path, kind, mark }) => [path, kind, mark?.mtime ?? null, mark?.size ?? null]);
  return `watch@${count}:${createHash("sha256").update(JSON.stringify(said)).digest("hex").slice(0, 32)}`;
}
