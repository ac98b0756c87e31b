import * as nodePath from "node:path";
import { AppError, type Clock, type FeedItem, type RunQueue, type SourceMemories } from "../../core/mod.ts";
import { createClock } from "../clock.ts";
import { CancelWatch } from "./cancel_watch.ts";
import { Database } from "./database.ts";
import { emptyState } from "./empty_state.ts";
import { type FeedOptions, followFeed } from "./feed/follow_feed.ts";
import { stateFolder, type StateFolderOptions } from "./folder.ts";
import { SqliteJournal, type StateJournal } from "./journal.ts";
import { FileOutputs, type StateOutputs } from "./output_store.ts";
import { Owners } from "./owner.ts";
import { SqliteMemories } from "./queue/sqlite_memories.ts";
import { SqliteQueue } from "./queue/sqlite_queue.ts";
import { type RunRemoval, SqliteRemoval } from "./run_removal.ts";
import { runIds } from "./run_id.ts";
import { type ServeStores, serveStores } from "./serve/serve_stores.ts";
import { takeServeLock } from "./serve/take_serve_lock.ts";
import { SqliteSlots, type StateSlots } from "./slots.ts";
import { storageFailure } from "./storage_failure.ts";

/** An open state folder. Whoever opened it disposes it; that ends the ownership of its runs and frees its places. */
export interface State extends Disposable, ServeStores {
  /** Absolute. */
  readonly folder: string;
  /** Whether the folder is a temporary one because the default could not be written. */
  readonly temporary: boolean;
  readonly journal: StateJournal;
  readonly outputs: StateOutputs;
  readonly slots: StateSlots;
  /** Runs that `serve` has accepted and that have not begun. */
  readonly queue: RunQueue;
  readonly sourceMemories: SourceMemories;
  /** Forgets runs that have ended. */
  readonly removal: RunRemoval;
  /**
   * What a run of exactly this id did, from the beginning or after an item's id, and goes on as it does more, also in another process. It
   * ends with the run, when the run turns out interrupted or is no longer there, or when `signal` aborts. Who reads slowly holds nobody
   * back: items are read from the files as they are asked for.
   *
   * @throws AppError `state_unavailable`, `state_corrupt`.
   */
  feed(run: string, options: FeedOptions): AsyncGenerator<FeedItem, void>;
  /** A fresh run id, sortable by time, such as `20261121-114233-k3f9x2a`. */
  newRunId(): string;
  /**
   * Makes this process the one daemon of the folder, until the result is disposed or the process dies.
   *
   * @throws AppError `daemon_running` with `pid` and, once the other one listens, `url` in its details.
   */
  serveLock(): Disposable;
}

/** Options of {@link openState}. */
export interface OpenStateOptions extends StateFolderOptions {
  /** Only look: nothing is created or changed, and a folder that does not exist is one without runs. Default false. */
  readonly readOnly?: boolean;
  /** Default: this machine's. */
  readonly clock?: Clock;
  /** Takes the sentence that tells of a temporary folder. */
  warn?(message: string): void;
}

/**
 * Opens the state folder, creating it (for its owner alone) when there is none: see {@link stateFolder} for where it is. When the default
 * folder cannot be written, a temporary one takes its place and `warn` is told.
 *
 * Two processes, or twice one process, may have the same folder open.
 *
 * @throws AppError `state_unavailable`, `state_full` for a folder that was named and cannot be used; `state_corrupt`, `state_newer`.
 *
 * @example
 * ```ts
 * using state = await openState({ env: Deno.env.toObject() });
 * const last = state.journal.read("last");
 * ```
 */
export async function openState(options: OpenStateOptions): Promise<State> {
  const { path, namedBy } = stateFolder(options);
  if (options.readOnly) return path === undefined ? emptyState("") : await openForReading(path, options.clock ?? createClock());
  try {
    if (path === undefined) throw new AppError("state_unavailable", "The environment names no home folder to keep the state in");
    return await openForWriting(path, options, false);
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== "state_unavailable" && error.code !== "state_full")) throw error;
    if (namedBy !== undefined) {
      const hint = error.hint ?? `The folder is the one that ${namedBy} names; name one that this user can write`;
      throw new AppError(error.code, error.message, { hint, cause: error });
    }
    const temporary = temporaryFolder();
    options.warn?.(`${error.message}; using the temporary folder "${temporary}" instead`);
    return await openForWriting(temporary, options, true);
  }
}

async function openForWriting(folder: string, options: OpenStateOptions, temporary: boolean): Promise<State> {
  const clock = options.clock ?? createClock();
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw storageFailure(error, "create the state folder", folder);
  }
  const database = await Database.open(folder, false);
  if (database === undefined) throw new TypeError("A database opened for writing is always there");
  return await stateOf({ folder, temporary, database, clock, readOnly: false });
}

async function openForReading(folder: string, clock: Clock): Promise<State> {
  const database = await Database.open(folder, true);
  return database === undefined ? emptyState(folder) : await stateOf({ folder, temporary: false, database, clock, readOnly: true });
}

interface Parts {
  readonly folder: string;
  readonly temporary: boolean;
  readonly database: Database;
  readonly clock: Clock;
  readonly readOnly: boolean;
}

async function stateOf({ folder, temporary, database, clock, readOnly }: Parts): Promise<State> {
  const { DatabaseSync } = await import("node:sqlite");
  const owners = new Owners({ folder, SqliteDatabase: DatabaseSync, alone: (action) => database.hold(action), readOnly });
  const cancels = new CancelWatch(database, owners);
  const outputs = new FileOutputs(nodePath.join(folder, "runs"), clock);
  const journal = new SqliteJournal(database, owners, outputs);
  let queue: RunQueue | undefined;
  let sourceMemories: SourceMemories | undefined;
  let removal: RunRemoval | undefined;
  return {
    folder,
    temporary,
    journal,
    outputs,
    slots: new SqliteSlots(database, owners, clock, cancels),
    ...serveStores(database, clock),
    get queue() {
      return queue ??= new SqliteQueue(database, clock);
    },
    get sourceMemories() {
      return sourceMemories ??= new SqliteMemories(database);
    },
    get removal() {
      return removal ??= new SqliteRemoval(database, owners, nodePath.join(folder, "runs"));
    },
    feed: (run, options) => followFeed({ run, journal, outputs, clock }, options),
    newRunId: runIds({ now: () => clock.now() }),
    serveLock: () => takeServeLock({ folder, database, owners }),
    [Symbol.dispose]() {
      cancels[Symbol.dispose]();
      outputs[Symbol.dispose]();
      owners[Symbol.dispose]();
      database[Symbol.dispose]();
    },
  };
}

function temporaryFolder(): string {
  try {
    return Deno.makeTempDirSync({ prefix: "executor-" });
  } catch (error) {
    throw storageFailure(error, "create a temporary folder in", "TMPDIR");
  }
}
