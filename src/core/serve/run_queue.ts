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
}

/** Accepted runs, kept through crashes until they have begun. */
export interface RunQueue {
  /**
   * Makes a run durable before it returns.
   *
   * @param limit Most runs that may wait.
   * @throws AppError `queue_full`.
   */
  push(run: QueuedRun, limit: number): void;
  /** The oldest that is not among `except`; it stays until {@link remove}. */
  next(except: ReadonlySet<string>): QueuedRun | undefined;
  get(run: string): QueuedRun | undefined;
  /** Its run has begun, or never will. */
  remove(run: string): void;
  /** Oldest first. */
  list(module?: ModuleId): readonly QueuedRun[];
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
