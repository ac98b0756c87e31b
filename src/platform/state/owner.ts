import type { DatabaseSync } from "node:sqlite";
import * as nodePath from "node:path";
import { sqliteKind } from "./sqlite_failure.ts";
import { storageFailure } from "./storage_failure.ts";

/** How many files of other processes one start looks at; more would make a start after many crashes slow. */
const CHECKED_AT_ONCE = 16;

/** What {@link Owners} needs. */
export interface OwnersOptions {
  /** The state folder. */
  readonly folder: string;
  /** SQLite, already loaded. */
  readonly SqliteDatabase: typeof DatabaseSync;
  /** Runs an action under the folder's write lock, so that no other process takes or cleans owner files meanwhile. */
  alone<T>(action: () => T): T;
  /** Whether the folder was opened for reading only; then this process cannot own anything. */
  readonly readOnly: boolean;
}

/**
 * Tells living processes from dead ones. Each process that owns runs or places holds a lock on a file of its own for as long as it lives,
 * and the system takes the lock away when it dies, however it dies. The lock is SQLite's exclusive one: the only lock that every
 * supported runtime and platform can both hold and test without waiting.
 */
export class Owners implements Disposable {
  readonly #folder: string;
  readonly #SqliteDatabase: typeof DatabaseSync;
  readonly #alone: OwnersOptions["alone"];
  #own: { readonly id: string; readonly lock: DatabaseSync } | undefined;

  readonly #readOnly: boolean;

  constructor(options: OwnersOptions) {
    this.#folder = nodePath.join(options.folder, "owners");
    this.#SqliteDatabase = options.SqliteDatabase;
    this.#alone = options.alone;
    this.#readOnly = options.readOnly;
  }

  /**
   * This process's name, valid while it lives; the first call takes the lock. Not to be called under the write lock.
   *
   * @throws AppError `state_full`, `state_unavailable`.
   */
  own(): string {
    if (this.#readOnly) throw new TypeError("A state folder opened for reading only cannot own a run");
    try {
      this.#own ??= this.#alone(() => this.#take());
      return this.#own.id;
    } catch (error) {
      throw storageFailure(error, "register this process in", this.#folder);
    }
  }

  /** Whether the process of that name lives. Anything but a clear "locked" counts as dead. */
  alive(id: string): boolean {
    return id === this.#own?.id || this.#locked(this.#path(id));
  }

  [Symbol.dispose](): void {
    if (this.#own === undefined) return;
    const { id, lock } = this.#own;
    this.#own = undefined;
    lock.close();
    removeQuietly(this.#path(id));
  }

  #take(): { id: string; lock: DatabaseSync } {
    Deno.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.#clean();
    const id = `${Deno.pid}-${crypto.randomUUID().slice(0, 13)}`;
    const path = this.#path(id);
    Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
    const lock = new this.#SqliteDatabase(path);
    lock.exec("BEGIN EXCLUSIVE");
    return { id, lock };
  }

  #clean(): void {
    const files = Array.from(Deno.readDirSync(this.#folder), ({ name }) => name).filter((name) => name.endsWith(".lock"));
    // A random window, so that long-living processes at the front do not keep the rest from being looked at.
    const start = Math.floor(Math.random() * Math.max(1, files.length - CHECKED_AT_ONCE + 1));
    for (const name of files.slice(start, start + CHECKED_AT_ONCE)) {
      const path = nodePath.join(this.#folder, name);
      if (!this.#locked(path)) removeQuietly(path);
    }
  }

  #locked(path: string): boolean {
    let probe: DatabaseSync | undefined;
    try {
      probe = new this.#SqliteDatabase(path, { readOnly: true });
      // exec, because on older runtimes a failing prepare does not tell why.
      probe.exec("PRAGMA busy_timeout=0; SELECT 1 FROM sqlite_schema");
      return false;
    } catch (error) {
      return sqliteKind(error) === "busy";
    } finally {
      probe?.close();
    }
  }

  #path(id: string): string {
    return nodePath.join(this.#folder, `${id}.lock`);
  }
}

function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It is only litter; the next start tries again.
  }
}
