import { AppError, type JournalEvent, type RunLease, type RunWaiting } from "../../core/mod.ts";
import type { Database } from "./database.ts";
import { encodeStored } from "./stored_json.ts";

const APPEND = "INSERT INTO events SELECT key, ?, ? FROM runs WHERE key = ? AND epoch = ?";

/** Hears of a run's events in the order in which they are stored. What it throws is the storage's; a run goes on without it. */
export interface EventMarks {
  /** The event of this number is in the journal. */
  mark(run: string, seq: number): void;
  /** Something happened that is no state. */
  note(run: string, event: RunWaiting): void;
  /** This process lets go of the run. */
  end(run: string): void;
}

/** What identifies a lease in the database. */
export interface LeaseKey {
  readonly run: string;
  /** The run's row. */
  readonly key: number;
  readonly epoch: number;
  /** The number that the next event gets. */
  readonly seq: number;
}

/**
 * A lease on a run of the SQLite journal. That the epoch is still ours is part of the statement that appends: no other process can come in
 * between.
 */
export class SqliteLease implements RunLease {
  readonly run: string;
  readonly epoch: number;
  readonly #database: Database;
  readonly #key: number;
  readonly #marks: EventMarks;
  #seq: number;
  #released = false;

  constructor(database: Database, lease: LeaseKey, marks: EventMarks) {
    this.#database = database;
    this.#marks = marks;
    this.run = lease.run;
    this.epoch = lease.epoch;
    this.#key = lease.key;
    this.#seq = lease.seq;
  }

  append(event: JournalEvent): void {
    if (this.#released) throw new TypeError("A run's lease is used after it was released");
    if (event.run !== this.run) throw new TypeError(`The lease of run "${this.run}" cannot write an event of run "${event.run}"`);
    const values = [this.#seq, encodeStored(event), this.#key, this.epoch] as const;
    const appended = event.type === "run.started" || event.type === "run.finished"
      ? this.#database.write(({ run }) => run(APPEND, ...values) + this.#markRun(run, event))
      : this.#database.run(APPEND, ...values);
    if (appended === 0) throw new AppError("fence_stale", `Run "${this.run}" was taken over by another process`);
    this.#seq += 1;
    // The journal has it: that it could not be marked costs its place among the output and nothing else.
    this.#quietly(() => this.#marks.mark(this.run, this.#seq - 1));
  }

  note(event: RunWaiting): void {
    if (!this.#released) this.#quietly(() => this.#marks.note(this.run, event));
  }

  /** Lets go of the run: without an end it counts as interrupted from here on, also while this process lives. */
  [Symbol.dispose](): void {
    if (this.#released) return;
    this.#released = true;
    // With the state folder the ownership of its runs has ended.
    if (this.#database.closed) return;
    // A full disk must not hide how the run ended; the death of this process frees the run as well.
    this.#quietly(() => this.#database.run("UPDATE runs SET owner = NULL WHERE key = ? AND epoch = ?", this.#key, this.epoch));
    this.#quietly(() => this.#marks.end(this.run));
  }

  #quietly(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }

  /** Keeps what lists show in the run's own row, in the same transaction. */
  #markRun(run: (sql: string, ...values: (string | number | null)[]) => number, event: JournalEvent): number {
    if (event.type === "run.started") {
      return run("UPDATE runs SET started = coalesce(started, ?) WHERE key = ? AND epoch = ?", event.time, this.#key, this.epoch);
    }
    if (event.type !== "run.finished") return 0;
    const error = event.error === undefined ? null : encodeStored(event.error);
    return run(
      "UPDATE runs SET status = ?, finished = ?, duration = ?, error = ? WHERE key = ? AND epoch = ?",
      event.status,
      event.time,
      event.duration_ms,
      error,
      this.#key,
      this.epoch,
    );
  }
}
