import {
  AppError,
  type FileWrite,
  type ModuleId,
  type Revision,
  type RevisionDraft,
  type RevisionOrigin,
  type RevisionStore,
  type Transition,
} from "../../core/mod.ts";
import { textHash } from "./content_hash.ts";
import { knownFile } from "./known_file.ts";
import type { LoadedPipelineModule, PreparedModule, ServingModule } from "./loaded_module.ts";
import type { KnownFile, ModuleEntry } from "./module_entry.ts";
import { languageOf, marksOf } from "./module_file.ts";
import { Refusal } from "./refusal.ts";
import { type PlannedWrite, stageWrites } from "./stage_writes.ts";

/** One module's part of a transaction; its machine stands at `preparing`. */
export interface PlannedChange {
  readonly entry: ModuleEntry;
  /** Null ends the module. */
  readonly prepared: PreparedModule | null;
  /** What has to be written; absent when the file is already as it shall be, or there is none. */
  readonly write?: PlannedWrite;
  /** The file that it stands in afterwards. */
  readonly file: string | undefined;
  readonly origin: RevisionOrigin;
  readonly author: string;
  readonly message: string | null;
  readonly persisted: boolean;
}

/** A revision's sources, started and silent until they are activated. */
export interface PreparedSources {
  /** From here on they speak, and those they replace are silent. Never fails, never waits. */
  activate(): void;
  /** Undoes what was prepared. */
  discard(): Promise<void>;
}

/** What a transaction changes besides the table of modules. */
export interface TransactionHost {
  readonly store: RevisionStore;
  now(): number;
  /**
   * @param loaded Undefined ends the module's sources.
   * @param besides All modules of the transaction.
   * @throws AppError When a source does not become healthy.
   */
  prepareSources(
    entry: ModuleEntry,
    revision: number,
    loaded: LoadedPipelineModule | undefined,
    besides: ReadonlySet<ModuleId>,
  ): Promise<PreparedSources>;
  /** What serves is decided and live: forgetting how it came about may fail, and is then done when the daemon starts again. */
  settle(work: () => void): void;
  /** A swap has happened. `previous` served until now; nothing refers to it but its runs. */
  swapped(change: PlannedChange, previous: ServingModule | null): void;
  /** How long the swap of a transaction took. */
  swapTook(seconds: number): void;
}

/**
 * Makes changes of several modules real, all or none: numbers are given, sources started, files written beside their places; then, in one
 * stretch that nothing interrupts, the decision is stored, files are renamed, pointers replaced. Whatever fails before the decision undoes
 * everything.
 *
 * @returns The new revisions, in the order of the changes.
 * @throws AppError `swap_refused`, `file_not_written`, `file_changed`, `state_*`.
 */
export async function transact(changes: readonly PlannedChange[], host: TransactionHost): Promise<readonly Revision[]> {
  const { store } = host;
  const transition = store.prepare(changes.map((change) => draftOf(change, host.now())));
  const sources: PreparedSources[] = [];
  const besides = new Set(changes.map(({ entry }) => entry.module));
  let isDecided = false;
  try {
    for (const [index, { entry, prepared }] of changes.entries()) {
      const revision = transition.revisions[index]?.revision ?? 0;
      const loaded = prepared?.loaded;
      if (loaded?.kind === "settings") continue;
      sources.push(await refusing(entry, () => host.prepareSources(entry, revision, loaded, besides)));
    }
    for (const { entry } of changes) entry.machine.to("syncing");
    using staged = stageWrites(changes);
    staged.verify();
    for (const { entry } of changes) entry.machine.to("swapping");
    store.commit(transition);
    isDecided = true;
    staged.apply(() => revert(changes, store, host.now()));
  } catch (error) {
    if (!isDecided) forgetPrepared(store, transition);
    await Promise.all(sources.map((prepared) => prepared.discard()));
    throw error;
  }
  const previous = changes.map(({ entry }) => entry.serving);
  const files = changes.map(fileAfter);
  const began = performance.now();
  for (const [index, change] of changes.entries()) swap(change, transition.revisions[index], files[index]);
  for (const prepared of sources) prepared.activate();
  host.swapTook((performance.now() - began) / 1000);
  for (const { entry, prepared } of changes) entry.machine.to(prepared === null ? "draining" : "active");
  host.settle(() => store.settle(transition));
  for (const [index, change] of changes.entries()) host.swapped(change, previous[index] ?? null);
  return transition.revisions;
}

/** What does not become healthy refuses its module's change. */
async function refusing<T>(entry: ModuleEntry, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, hint } = error;
    throw new Refusal(entry.module, code, message, { cause: error, ...(hint === undefined ? {} : { hint }) });
  }
}

/**
 * Lets what the daemon served before it was restarted serve again, prepared anew: there is no new revision.
 *
 * @throws Refusal when its sources do not become healthy.
 */
export async function restore(change: PlannedChange, revision: Revision, host: TransactionHost): Promise<void> {
  const { entry, prepared } = change;
  const loaded = prepared?.loaded;
  if (loaded?.kind === "settings") {
    swap(change, revision, fileAfter(change));
  } else {
    const sources = await refusing(
      entry,
      () => host.prepareSources(entry, revision.revision, loaded, new Set([entry.module])),
    );
    swap(change, revision, fileAfter(change));
    sources.activate();
  }
  entry.machine.to("active");
  host.swapped(change, null);
}

/** The file that a module stands in once its change is live. */
function fileAfter({ entry, prepared, file, write, persisted }: PlannedChange): KnownFile | undefined {
  if (prepared === null || file === undefined) return undefined;
  if (persisted) return knownFile(file, prepared, write !== undefined);
  // The file says something else, and depends on what it did.
  const others = entry.file?.marks.keys() ?? [];
  return { path: file, text: entry.file?.text, marks: marksOf([file, ...others, ...prepared.loaded.dependencies]) };
}

function swap({ entry, prepared }: PlannedChange, revision: Revision | undefined, file: KnownFile | undefined): void {
  entry.error = null;
  entry.stored = undefined;
  if (prepared === null || revision === undefined) {
    entry.serve(null);
    entry.file = undefined;
    return;
  }
  entry.serve({ revision, loaded: prepared.loaded, text: prepared.text });
  entry.file = file;
}

function draftOf({ entry, prepared, write, file, origin, author, message, persisted }: PlannedChange, time: number): RevisionDraft {
  const before = entry.serving?.revision ?? entry.stored;
  return {
    module: entry.module,
    hash: prepared?.hash ?? before?.hash ?? "",
    origin,
    author,
    message,
    time,
    language: file === undefined ? "yaml" : languageOf(file),
    text: prepared?.text ?? "",
    document: prepared?.document ?? null,
    persisted,
    deleted: prepared === null,
    ...(file === undefined ? {} : { file }),
    ...(write === undefined ? {} : { write: storedWrite(write) }),
  };
}

function storedWrite({ path, before, after }: PlannedWrite): FileWrite {
  return { path, before: before === undefined ? null : textHash(before), text: after ?? null };
}

/** The decision was stored and a file could not be renamed: what was is decided anew. */
function revert(changes: readonly PlannedChange[], store: RevisionStore, time: number): void {
  const drafts = changes.map((change): RevisionDraft => {
    const { serving } = change.entry;
    if (serving === null) return { ...draftOf({ ...change, prepared: null }, time), message: "undone: its file could not be written" };
    const { revision: _, ...before } = serving.revision;
    return { ...before, time, message: "undone: its file could not be written" };
  });
  const transition = store.prepare(drafts);
  store.commit(transition);
  store.settle(transition);
}

function forgetPrepared(store: RevisionStore, transition: Transition): void {
  try {
    store.discard(transition);
  } catch (error) {
    // What cannot be stored now must not hide why the change failed; what was only prepared never counts.
    if (!(error instanceof AppError)) throw error;
  }
}
