import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import * as nodePath from "node:path";
import { AppError } from "../../core/mod.ts";
import { openReadable } from "./open_readable.ts";
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from "./schema.ts";
import { corrupt, sqliteFailure } from "./sqlite_failure.ts";
import { storageFailure } from "./storage_failure.ts";
import { WriteLock } from "./write_lock.ts";

/** Appends between two checkpoints; the write-ahead log stays around 4 kB times this. */
const CHECKPOINT_EVERY = 1000;
/** So many at most, when one follows the other without a pause. */
const CHECKPOINT_LATEST = 2 * CHECKPOINT_EVERY;
/** A write-ahead log longer than this, left by processes that died, is folded in when the database is opened. */
const LARGE_WAL_BYTES = 8 * 1024 * 1024;

/** A row as `node:sqlite` gives it. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * The journal's SQLite database: one connection, prepared statements, one writer at a time across processes. What a write method changed
 * survives the death of this process once it returned (write-ahead log, `synchronous=NORMAL`; a power cut may take the last moments).
 */
export class Database implements Disposable {
  /** The version of its schema: the newest unless it was opened for reading only. */
  readonly version: number;
  readonly #file: string;
  readonly #sqlite: DatabaseSync;
  readonly #lock: WriteLock;
  readonly #statements = new Map<string, StatementSync>();
  #sinceCheckpoint = 0;
  #checkpointing: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  private constructor(file: string, sqlite: DatabaseSync, lock: WriteLock, version: number) {
    this.version = version;
    this.#file = file;
    this.#sqlite = sqlite;
    this.#lock = lock;
  }

  /**
   * Opens `<folder>/executor.db`, creating or upgrading it unless `readOnly`.
   *
   * @returns undefined when `readOnly` and there is no journal yet.
   * @throws AppError `state_unavailable`, `state_full`, `state_corrupt`, `state_newer`.
   */
  static async open(folder: string, readOnly: boolean): Promise<Database | undefined> {
    const { DatabaseSync } = await import("node:sqlite");
    const file = nodePath.join(folder, "executor.db");
    const size = sizeOf(file);
    if (readOnly && size === undefined) return undefined;
    if (size === 0 && hasEntries(nodePath.join(folder, "runs"))) throw corrupt(file, "it is empty although runs were stored");
    let lock: WriteLock | undefined;
    try {
      lock = WriteLock.open(folder, readOnly);
      const taken = lock;
      return taken.hold(() => {
        const sqlite = readOnly ? openReadable(DatabaseSync, file) : openWritable(DatabaseSync, file);
        try {
          const schema = prepareSchema(sqlite, file, readOnly);
          if (schema !== undefined) return new Database(file, sqlite, taken, schema);
          sqlite.close();
          taken[Symbol.dispose]();
          return undefined;
        } catch (error) {
          sqlite.close();
          throw error;
        }
      });
    } catch (error) {
      lock?.[Symbol.dispose]();
      throw storageFailure(error, "open the journal", file);
    }
  }

  /** Whether it was disposed. */
  get closed(): boolean {
    return this.#closed;
  }

  /** The first row of a query. */
  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#guard("read", () => this.#prepare(sql).get(...values) as Row | undefined);
  }

  /** All rows of a query; keep them few. */
  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#guard("read", () => this.#prepare(sql).all(...values) as Row[]);
  }

  /** Runs one changing statement under the write lock. @returns How many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#guard("write", () =>
      this.#lock.hold(() => {
        const { changes } = this.#prepare(sql).run(...values);
        this.#checkpointNowAndThen();
        return Number(changes);
      }));
  }

  /**
   * Runs several statements as one, alone across all processes: everything that `action` changes happens or nothing does.
   * `action` uses {@link Transaction.run} in place of {@link run}.
   */
  write<T>(action: (transaction: Transaction) => T): T {
    return this.#guard("write", () =>
      this.#lock.hold(() => {
        this.#sqlite.exec("BEGIN IMMEDIATE");
        let result: T;
        try {
          result = action({ run: (sql, ...values) => Number(this.#prepare(sql).run(...values).changes) });
          this.#sqlite.exec("COMMIT");
        } catch (error) {
          this.#rollBack();
          throw error;
        }
        this.#checkpointNowAndThen();
        return result;
      }));
  }

  /** Runs `action` while no other process changes anything, without a transaction. */
  hold<T>(action: () => T): T {
    return this.#lock.hold(action);
  }

  /** The error for content that this program cannot have written. */
  damaged(found: string, cause?: unknown): AppError {
    return corrupt(this.#file, found, cause);
  }

  /** Closes the connection; the last one on the folder folds the write-ahead log into the database. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#checkpointing);
    this.#statements.clear();
    this.#lock.hold(() => this.#sqlite.close());
    this.#lock[Symbol.dispose]();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = prepare(this.#sqlite, sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #guard<T>(doing: "read" | "write", action: () => T): T {
    if (this.#closed) throw new TypeError("The state folder is used after it was closed");
    try {
      return action();
    } catch (error) {
      throw sqliteFailure(error, this.#file, doing);
    }
  }

  #rollBack(): void {
    try {
      this.#sqlite.exec("ROLLBACK");
    } catch {
      // A full disk has rolled back already; the first error is the one to report.
    }
  }

  /** A checkpoint waits for the disk: it comes between two pieces of work rather than within one that somebody waits for. */
  #checkpointNowAndThen(): void {
    if (++this.#sinceCheckpoint < CHECKPOINT_EVERY) return;
    if (this.#sinceCheckpoint >= CHECKPOINT_LATEST) return this.#checkpoint(true);
    if (this.#checkpointing !== undefined) return;
    this.#checkpointing = setTimeout(() => this.#checkpoint(false));
    Deno.unrefTimer(this.#checkpointing);
  }

  #checkpoint(isLocked: boolean): void {
    clearTimeout(this.#checkpointing);
    this.#checkpointing = undefined;
    this.#sinceCheckpoint = 0;
    try {
      const fold = () => void this.#prepare("PRAGMA wal_checkpoint(PASSIVE)").get();
      if (isLocked) fold();
      else this.#lock.hold(fold);
    } catch {
      // What was to be written is already safe in the write-ahead log; on a full disk that just stays as long as it is.
    }
  }
}

/** Changes within {@link Database.write}. */
export interface Transaction {
  /** @returns How many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
}

function openWritable(SqliteDatabase: typeof DatabaseSync, file: string): DatabaseSync {
  if (sizeOf(file) === undefined) Deno.openSync(file, { write: true, createNew: true, mode: 0o600 }).close();
  const sqlite = new SqliteDatabase(file);
  try {
    // Waiting comes first: changing the journal mode may meet another connection. Checkpoints are ours alone, under the write lock.
    sqlite.exec("PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0");
    if ((sizeOf(`${file}-wal`) ?? 0) > LARGE_WAL_BYTES) sqlite.exec("PRAGMA wal_checkpoint(PASSIVE)");
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** @returns The schema's version now; undefined for a database without content that may not be written. */
function prepareSchema(sqlite: DatabaseSync, file: string, readOnly: boolean): number | undefined {
  const version = numberOf(sqlite, "user_version");
  const application = numberOf(sqlite, "application_id");
  if (version === 0 && application === 0) {
    if (prepare(sqlite, "SELECT 1 FROM sqlite_schema LIMIT 1").get() !== undefined) throw corrupt(file, "it holds another program's data");
    if (readOnly) return undefined;
  } else if (application !== APPLICATION_ID) {
    throw corrupt(file, "it belongs to another program");
  }
  if (version > SCHEMA_VERSION) {
    throw new AppError(
      "state_newer",
      `The journal "${file}" has format ${version}, and this Executor knows formats up to ${SCHEMA_VERSION}`,
    );
  }
  if (version === SCHEMA_VERSION || readOnly) return version;
  const steps = MIGRATIONS.slice(version).join(";\n");
  sqlite.exec(`BEGIN IMMEDIATE; ${steps}; PRAGMA application_id=${APPLICATION_ID}; PRAGMA user_version=${SCHEMA_VERSION}; COMMIT`);
  return SCHEMA_VERSION;
}

function numberOf(sqlite: DatabaseSync, pragma: string): number {
  return Number(prepare(sqlite, `PRAGMA ${pragma}`).get()?.[pragma]);
}

function prepare(sqlite: DatabaseSync, sql: string): StatementSync {
  try {
    return sqlite.prepare(sql);
  } catch (error) {
    // The older runtime's message is the same for every reason; EXPLAIN meets the same one and names it.
    if (error instanceof Error && error.message === "failed to prepare statement") sqlite.exec(`EXPLAIN ${sql}`);
    throw error;
  }
}

function sizeOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw storageFailure(error, "read", path);
  }
}

function hasEntries(folder: string): boolean {
  try {
    return !Deno.readDirSync(folder)[Symbol.iterator]().next().done;
  } catch {
    return false;
  }
}
