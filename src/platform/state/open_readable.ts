import type { DatabaseSync } from "node:sqlite";
import * as nodePath from "node:path";
import { sqliteKind } from "./sqlite_failure.ts";

/**
 * Opens a database for reading only, also in a folder where nothing can be created.
 *
 * A database in write-ahead mode needs its `-wal` and `-shm` files beside it, even to be read. Where they are absent and cannot be made,
 * nobody is writing: without a `-wal` the file alone is whole, with one both are copied to a temporary folder and read there.
 */
export function openReadable(SqliteDatabase: typeof DatabaseSync, file: string): DatabaseSync {
  try {
    return tryOpen(SqliteDatabase, file);
  } catch (error) {
    const kind = sqliteKind(error);
    if (kind !== "cannot_open" && kind !== "read_only") throw error;
    if (sizeOrZero(`${file}-wal`) === 0) {
      return tryOpen(SqliteDatabase, `file:${encodeURI(file).replace(/[?#]/g, encodeURIComponent)}?immutable=1`);
    }
    return openCopy(SqliteDatabase, file);
  }
}

function tryOpen(SqliteDatabase: typeof DatabaseSync, name: string): DatabaseSync {
  const sqlite = new SqliteDatabase(name, { readOnly: true });
  try {
    // The first query is what finds out whether the file can be read; exec, because it alone tells the reason on every runtime.
    sqlite.exec("PRAGMA busy_timeout=5000; SELECT 1 FROM sqlite_schema");
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

function openCopy(SqliteDatabase: typeof DatabaseSync, file: string): DatabaseSync {
  const folder = Deno.makeTempDirSync({ prefix: "executor-read-" });
  try {
    const copy = nodePath.join(folder, "executor.db");
    Deno.copyFileSync(file, copy);
    Deno.copyFileSync(`${file}-wal`, `${copy}-wal`);
    const sqlite = new SqliteDatabase(copy);
    sqlite.exec("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA query_only=1; SELECT 1 FROM sqlite_schema");
    return sqlite;
  } finally {
    // An open file stays readable after its name is gone; where the system refuses that, its temporary folder is cleaned by itself.
    try {
      Deno.removeSync(folder, { recursive: true });
    } catch {
      // Left for the system.
    }
  }
}

function sizeOrZero(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch {
    return 0;
  }
}
