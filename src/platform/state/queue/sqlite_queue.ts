import {
  AppError,
  type Clock,
  type JsonObject,
  type ModuleId,
  type QueuedEntry,
  type QueuedFate,
  type QueuedRun,
  type RunQueue,
} from "../../../core/mod.ts";
import type { Database, Row, Transaction } from "../database.ts";
import { decodeStored, encodeStored } from "../stored_json.ts";

/** How long the same event starts no second run. */
const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1000;
/** Every how many pushes old events are forgotten, and how many at most: more than came in, so that their number falls. */
const FORGET_EVERY = 250;
const FORGOTTEN_AT_ONCE = 500;

const ENTRY_COLUMNS = "id, run, module, revision, grp, fate, accepted";
const COLUMNS = `${ENTRY_COLUMNS}, params, event`;

/** A number of rows, and the database's version at which it was counted. */
interface Size {
  readonly count: number;
  readonly version: number;
}

/** The queue as rows of the journal's database. */
export class SqliteQueue implements RunQueue {
  readonly #database: Database;
  readonly #clock: Clock;
  /** How many wait, valid while no other connection changed the database. */
  #size: Size | undefined;
  #remembered = 0;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  push(run: QueuedRun, limit: number, eventId?: string): string {
    const params = encodeStored(run.params);
    const event = encodeStored(run.event);
    let size = this.#size;
    const kept = this.#database.write((transaction) => {
      if (eventId !== undefined) {
        const before = this.#database.get("SELECT run FROM started_by WHERE module = ? AND event = ?", run.module, eventId);
        if (before !== undefined) return String(before.run);
      }
      size = this.#measured();
      if (size.count >= limit) {
        throw new AppError("queue_full", `The run of "${run.module}" was not accepted: ${size.count} runs wait already`, {
          hint: "Try again later; `runs.queue` of the settings says how many may wait",
        });
      }
      transaction.run(
        "INSERT INTO queue (run, module, revision, grp, fate, accepted, params, event) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        run.run,
        run.module,
        run.revision,
        run.group ?? null,
        run.fate ?? null,
        run.acceptedAt,
        params,
        event,
      );
      if (eventId !== undefined) this.#remember(transaction, run, eventId);
      return run.run;
    });
    this.#size = size !== undefined && kept === run.run ? { ...size, count: size.count + 1 } : size;
    return kept;
  }

  next(except: ReadonlySet<string>): QueuedRun | undefined {
    return this.#one(
      `SELECT ${COLUMNS} FROM queue WHERE run NOT IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT 1`,
      JSON.stringify([...except]),
    );
  }

  get(run: string): QueuedRun | undefined {
    return this.#one(`SELECT ${COLUMNS} FROM queue WHERE run = ?`, run);
  }

  remove(run: string): void {
    const removed = this.#database.run("DELETE FROM queue WHERE run = ?", run);
    if (this.#size !== undefined) this.#size = { ...this.#size, count: this.#size.count - removed };
  }

  doom(run: string, fate: QueuedFate): boolean {
    return this.#database.run("UPDATE queue SET fate = coalesce(fate, ?) WHERE run = ?", fate, run) > 0;
  }

  list(module?: ModuleId): readonly QueuedRun[] {
    const rows = this.#database.all(
      `SELECT ${COLUMNS} FROM queue WHERE ? IS NULL OR module = ? ORDER BY id`,
      module ?? null,
      module ?? null,
    );
    return rows.map((row) => this.#queued(row));
  }

  entries(): readonly QueuedEntry[] {
    return this.#database.all(`SELECT ${ENTRY_COLUMNS} FROM queue ORDER BY id`).map(entryOf);
  }

  page({ module, before, limit }: { readonly module?: ModuleId; readonly before?: string; readonly limit: number }): readonly QueuedRun[] {
    // One that has begun since is no longer here; ids of runs grow as they are accepted.
    const rows = this.#database.all(
      `SELECT ${COLUMNS} FROM queue WHERE (? IS NULL OR module = ?) AND (? IS NULL OR run < ?) ORDER BY id DESC LIMIT ?`,
      module ?? null,
      module ?? null,
      before ?? null,
      before ?? null,
      limit,
    );
    return rows.map((row) => this.#queued(row));
  }

  size(): number {
    this.#size = this.#measured();
    return this.#size.count;
  }

  settle(): number {
    this.#size = undefined;
    return this.#database.run("DELETE FROM queue WHERE run IN (SELECT run FROM runs)");
  }

  /** Counting all rows for each push would make a long queue slow. */
  #measured(): Size {
    const version = Number(this.#database.get("PRAGMA data_version")?.data_version);
    if (this.#size?.version === version) return this.#size;
    return { count: Number(this.#database.get("SELECT count(*) AS n FROM queue")?.n), version };
  }

  #remember(transaction: Transaction, { module, run }: QueuedRun, eventId: string): void {
    const now = this.#clock.now();
    transaction.run("INSERT INTO started_by (module, event, run, time) VALUES (?, ?, ?, ?)", module, eventId, run, now);
    if (++this.#remembered % FORGET_EVERY !== 0) return;
    transaction.run(
      "DELETE FROM started_by WHERE id IN (SELECT id FROM started_by ORDER BY id LIMIT ?) AND time < ?",
      FORGOTTEN_AT_ONCE,
      now - REMEMBERED_MS,
    );
  }

  #one(sql: string, value: string): QueuedRun | undefined {
    const row = this.#database.get(sql, value);
    return row === undefined ? undefined : this.#queued(row);
  }

  #queued(row: Row): QueuedRun {
    return { ...entryOf(row), params: this.#object(row, "params"), event: this.#object(row, "event") };
  }

  #object(row: Row, column: "params" | "event"): JsonObject {
    try {
      return decodeStored(String(row[column])) as JsonObject;
    } catch (error) {
      throw this.#database.damaged(`column "${column}" of the queued run "${row.run}" is not JSON`, error);
    }
  }
}

function entryOf(row: Row): QueuedEntry {
  return {
    run: String(row.run),
    module: String(row.module),
    revision: Number(row.revision),
    acceptedAt: Number(row.accepted),
    ...row.grp === null ? {} : { group: String(row.grp) },
    ...row.fate === null ? {} : { fate: row.fate as QueuedFate },
  };
}
