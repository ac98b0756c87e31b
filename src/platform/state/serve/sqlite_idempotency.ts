import type { Clock, IdempotencyStore } from "../../../core/mod.ts";
import type { Database, Row } from "../database.ts";

const KEPT_MS = 24 * 60 * 60_000;

/** Answers by `Idempotency-Key` in the state folder's database; those older than a day are removed as new ones come. */
export class SqliteIdempotency implements IdempotencyStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  find(scope: string, key: string, bodyHash: string): ReturnType<IdempotencyStore["find"]> {
    const row = this.#read(scope, key);
    if (row === undefined || Number(row.time) <= this.#clock.now() - KEPT_MS) return { kind: "none" };
    return row.body === bodyHash ? { kind: "found", result: String(row.result) } : { kind: "conflict" };
  }

  keep(scope: string, key: string, bodyHash: string, result: string): ReturnType<IdempotencyStore["keep"]> {
    const now = this.#clock.now();
    return this.#database.write((transaction) => {
      transaction.run("DELETE FROM idempotency WHERE time <= ?", now - KEPT_MS);
      const kept = transaction.run(
        "INSERT INTO idempotency (scope, key, body, result, time) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        scope,
        key,
        bodyHash,
        result,
        now,
      );
      if (kept === 1) return { kind: "kept", result };
      const row = this.#read(scope, key);
      return row?.body === bodyHash ? { kind: "found", result: String(row.result) } : { kind: "conflict" };
    });
  }

  #read(scope: string, key: string): Row | undefined {
    return this.#database.get("SELECT body, result, time FROM idempotency WHERE scope = ? AND key = ?", scope, key);
  }
}
