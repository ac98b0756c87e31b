import type { JsonObject } from "../json.ts";
import type { ModuleId } from "./revision.ts";
import type { SourceMemory } from "./source.ts";

/** A run that was accepted and has not begun. */
export interface QueuedRun {
  readonly run: string;
  readonly module: ModuleId;
  /** The revision that accepted it. */
  readonly revision: number;
  readonly params: JsonObject;
  /** What started it, in scope as `event`. */
  readonly event: JsonObject;
  /** Milliseconds since the epoch. */
  readonly acceptedAt: number;
  /** The concurrency group it will ask a place of; absent when its pipeline has none. */
  readonly group?: string;
  /** What has been decided about it: it will end so without starting a task. */
  readonly fate?: QueuedFate;
}

/** How an accepted run ends that never starts a task: somebody cancelled it, or its pipeline's `overlap` is `skip` and others were there. */
export type QueuedFate = "cancelled" | "skipped";

/** A queued run without what can be long. */
export type QueuedEntry = Omit<QueuedRun, "params" | "event">;

/** Accepted runs, kept through crashes until they have begun. */
export interface RunQueue {
  /**
   * Makes a run durable before it returns.
   *
   * @param limit Most runs that may wait.
   * @param eventId Names what started it: the same of one module starts one run, for a week.
   * @returns The run's id, or the id of the run that this event started before; then nothing was added.
   * @throws AppError `queue_full`.
   */
  push(run: QueuedRun, limit: number, eventId?: string): string;
  /** The oldest whose id is not among `except`; it stays until {@link remove}. */
  next(except: ReadonlySet<string>): QueuedRun | undefined;
  get(run: string): QueuedRun | undefined;
  /** Its run has begun, or never will. */
  remove(run: string): void;
  /** Decides, through crashes, that it will end without starting a task; a first decision stays. @returns False when it does not wait any more. */
  doom(run: string, fate: QueuedFate): boolean;
  /** Oldest first. */
  list(module?: ModuleId): readonly QueuedRun[];
  /** All of them without what can be long, oldest first. */
  entries(): readonly QueuedEntry[];
  /** A page, newest first. @param before Only those accepted before this run. */
  page(page: { readonly module?: ModuleId; readonly before?: string; readonly limit: number }): readonly QueuedRun[];
  size(): number;
  /** Drops entries whose run exists already: the process died between the two. @returns How many. */
  settle(): number;
}

/** Durable memories of sources, by module, revision and source: two revisions share none. */
export interface SourceMemories {
  open(module: ModuleId, revision: number, source: string): SourceMemory;
  /** A source that did not change goes on with what it knew. */
  carry(module: ModuleId, from: number, to: number, source: string): void;
  /** Forgets a revision's. */
  drop(module: ModuleId, revision: number): void;
}
