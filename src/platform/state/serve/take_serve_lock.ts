import { AppError } from "../../../core/mod.ts";
import type { Database } from "../database.ts";
import { readEndpoint } from "../endpoint.ts";
import type { Owners } from "../owner.ts";

/** What {@link takeServeLock} needs. */
export interface ServeLockOptions {
  /** The state folder. */
  readonly folder: string;
  readonly database: Database;
  readonly owners: Owners;
}

/**
 * Makes this process the one daemon of a state folder, until the result is disposed or the process dies, however it dies.
 *
 * @throws AppError `daemon_running` naming the other's process, and its address once it listens; `state_full`, `state_unavailable`.
 */
export function takeServeLock({ folder, database, owners }: ServeLockOptions): Disposable {
  const me = owners.own();
  database.write((transaction) => {
    const row = database.get("SELECT owner FROM daemon");
    // Looked at within the transaction: of two that come at once, one sees the other.
    if (row !== undefined && owners.alive(String(row.owner))) throw running(folder, String(row.owner));
    transaction.run("INSERT INTO daemon (id, owner) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET owner = excluded.owner", me);
  });
  return {
    [Symbol.dispose]() {
      // With the state folder the ownership of everything in it has ended.
      if (database.closed) return;
      try {
        database.run("DELETE FROM daemon WHERE owner = ?", me);
      } catch (error) {
        // A full disk must not keep a daemon from ending; its death frees the lock as well.
        if (!(error instanceof AppError)) throw error;
      }
    },
  };
}

function running(folder: string, owner: string): AppError {
  // An owner's name begins with its process id.
  const pid = Number.parseInt(owner, 10);
  const endpoint = readEndpoint(folder);
  // The file may still be that of a daemon before, or not be written yet.
  const url = endpoint?.pid === pid ? endpoint.url : undefined;
  return new AppError(
    "daemon_running",
    `A daemon already serves from the state folder "${folder}": process ${pid}${url === undefined ? "" : ` at ${url}`}`,
    { hint: "Stop it first, or name another folder with --state", details: { pid, ...(url === undefined ? {} : { url }) } },
  );
}
