import type { ModuleId, Revision } from "./revision.ts";

/** A change on its way in. */
export interface RevisionDraft extends Omit<Revision, "revision"> {
  /** The file that the revision will be written to, and what it held before; absent when no file changes. */
  readonly write?: FileWrite;
}

/** A file that a change replaces. */
export interface FileWrite {
  /** Absolute. */
  readonly path: string;
  /** `sha256:` of the bytes that the file had when the change was made; null when there was none. */
  readonly before: string | null;
  /** The new text; null removes the file. */
  readonly text: string | null;
}

/** A set of changes that become real together or not at all. */
export interface Transition {
  readonly id: number;
  readonly revisions: readonly Revision[];
  readonly writes: readonly FileWrite[];
}

/** A revision without its document's value, which is long to read: the text says it, too. */
export type StoredText = Omit<Revision, "document">;

/** A row of a module's history: a revision without its content. */
export type RevisionRow = Omit<Revision, "text" | "document">;

/**
 * Revisions of all modules, kept through crashes. A change is `prepare`d (numbers are given, nothing counts yet), `commit`ted (from here on
 * it is what will be, also after a crash), and `settle`d once its files are written. After a crash, what was only prepared never was, and
 * what was committed is rolled forward.
 *
 * All methods throw AppError `state_full`, `state_unavailable`; a step that comes at the wrong time is a TypeError and changes nothing.
 */
export interface RevisionStore {
  /**
   * Gives each draft its number; what is prepared shows nowhere. Drops what else was prepared for these modules and never committed, the
   * rest of that change with it: half of a change can never be committed.
   */
  prepare(drafts: readonly RevisionDraft[]): Transition;
  /**
   * Makes all its revisions the active ones, in one step. Without files to write it is settled by that. Of older changes that were never
   * settled it takes over its modules: what those had still to write for them is dropped.
   */
  commit(transition: Transition): void;
  /** Its files are written: there is nothing left to roll forward. Once more does nothing. */
  settle(transition: Transition): void;
  /** Forgets what was prepared. The numbers are free again. What was committed or is gone already stays as it is. */
  discard(transition: Transition): void;
  /** What was committed and not settled, oldest first: its files have still to be written. */
  unsettled(): readonly Transition[];
  /** The active revision; undefined when there is none or the module was deleted. Those that were not persisted do not survive a restart: see {@link forget}. */
  active(module: ModuleId): Revision | undefined;
  /** The active revisions of all modules, by module. */
  actives(): readonly StoredText[];
  /** One revision, active or not, deletions included. */
  get(module: ModuleId, revision: number): Revision | undefined;
  /** Newest first, committed ones alone. */
  list(module: ModuleId, page: { readonly before?: number; readonly limit: number }): readonly RevisionRow[];
  /**
   * Before the daemon loads its files: the newest persisted revision of each module becomes the active one again (none if that marks its
   * end), and what was only prepared is dropped. To be called by the one daemon of the folder.
   *
   * @returns The files that what it dropped would have written.
   */
  forget(): readonly string[];
  /**
   * Removes all but the newest `keep` revisions of each module. What is active, what {@link forget} would make active and what is not
   * settled always stays; numbers go on also when nothing is left. @returns How many it removed.
   */
  prune(keep: number): number;
}
