import { AppError, type Clock, type Slot, type Slots } from "../../core/mod.ts";
import type { CancelWatch } from "./cancel_watch.ts";
import type { Database } from "./database.ts";
import type { Owners } from "./owner.ts";

/** Between two looks of the one who is next; those behind look less often, so that a long queue costs little. */
const POLL_MS = 50;
const SLOWEST_POLL_MS = 500;
/** Every how many looks it is checked that the processes ahead still live. */
const LIVENESS_EVERY = 4;

/** The slots of a state folder, with the other end of {@link Slots.requestCancel}. */
export interface StateSlots extends Slots {
  /**
   * Waits until some process asks to cancel a run that this process works on; within about 100 ms of the request. Waiting keeps no
   * process alive.
   *
   * @returns True when asked; false when `signal` aborted first.
   */
  cancelRequested(run: string, signal: AbortSignal): Promise<boolean>;
}

/**
 * Concurrency groups as rows of the journal's database: one a place, in the order of asking; `held` tells those who have it from those who
 * wait. Rows of dead processes are removed by whoever waits behind them.
 */
export class SqliteSlots implements StateSlots {
  readonly #database: Database;
  readonly #owners: Owners;
  readonly #clock: Clock;
  readonly #cancels: CancelWatch;

  constructor(database: Database, owners: Owners, clock: Clock, cancels: CancelWatch) {
    this.#database = database;
    this.#owners = owners;
    this.#clock = clock;
    this.#cancels = cancels;
  }

  tryAcquire(group: string, limit: number, run: string): Slot | undefined {
    const id = this.#ask(group, run);
    // The ticket is last in the queue; whatever stands before it and is dead must not count.
    if (this.#removeDead(group, id), this.#grant(group, limit, id)) return this.#slot(id);
    this.#remove(id);
    return undefined;
  }

  async acquire(group: string, limit: number, run: string, signal: AbortSignal): Promise<Slot> {
    signal.throwIfAborted();
    let id = this.#ask(group, run);
    try {
      for (let look = 0;; look++) {
        if (look % LIVENESS_EVERY === 0) this.#removeDeadAhead(group, id);
        const { ahead, held, present } = this.#standing(group, id);
        // Someone took us for dead: the row is gone, and with it the place in the queue.
        if (!present) id = this.#ask(group, run);
        else if (ahead === 0 && held < limit && this.#grant(group, limit, id)) return this.#slot(id);
        await this.#clock.sleep(Math.min(POLL_MS * (ahead + 1), SLOWEST_POLL_MS), signal);
        signal.throwIfAborted();
      }
    } catch (error) {
      this.#remove(id);
      throw error;
    }
  }

  holders(group: string): readonly string[] {
    const rows = this.#database.all("SELECT run, owner FROM slots WHERE grp = ? AND held = 1 ORDER BY id", group);
    return rows.filter(({ owner }) => this.#owners.alive(String(owner))).map(({ run }) => String(run));
  }

  requestCancel(run: string): void {
    this.#database.run("UPDATE runs SET cancel = 1 WHERE run = ? AND status IS NULL AND owner IS NOT NULL", run);
  }

  cancelRequested(run: string, signal: AbortSignal): Promise<boolean> {
    return this.#cancels.wait(run, signal);
  }

  /** Joins the queue. */
  #ask(group: string, run: string): number {
    const owner = this.#owners.own();
    return this.#database.write((transaction) => {
      transaction.run("INSERT INTO slots (grp, run, owner, held) VALUES (?, ?, ?, 0)", group, run, owner);
      return Number(this.#database.get("SELECT last_insert_rowid() AS id")?.id);
    });
  }

  #standing(group: string, id: number): { ahead: number; held: number; present: boolean } {
    const row = this.#database.get(
      `SELECT coalesce(sum(held = 0 AND id < ?), 0) AS ahead, coalesce(sum(held), 0) AS held, coalesce(sum(id = ?), 0) AS present
       FROM slots WHERE grp = ?`,
      id,
      id,
      group,
    );
    return { ahead: Number(row?.ahead), held: Number(row?.held), present: Number(row?.present) > 0 };
  }

  /** Takes the place if it is still free and nobody stands before. */
  #grant(group: string, limit: number, id: number): boolean {
    const changed = this.#database.run(
      `UPDATE slots SET held = 1 WHERE id = ?
       AND (SELECT count(*) FROM slots WHERE grp = ? AND held = 1) < ?
       AND NOT EXISTS (SELECT 1 FROM slots WHERE grp = ? AND held = 0 AND id < ?)`,
      id,
      group,
      limit,
      group,
      id,
    );
    return changed === 1;
  }

  /**
   * Removes those ahead whose process is gone. Each in the queue looks only at the one before it, and the first one at the holders, so
   * that a hundred waiting processes do not all test each other.
   */
  #removeDeadAhead(group: string, id: number): void {
    const before = this.#database.get("SELECT owner FROM slots WHERE grp = ? AND held = 0 AND id < ? ORDER BY id DESC LIMIT 1", group, id);
    if (before === undefined) this.#removeDead(group, id);
    else this.#removeIfDead(group, String(before.owner));
  }

  #removeDead(group: string, id: number): void {
    const rows = this.#database.all("SELECT DISTINCT owner FROM slots WHERE grp = ? AND (held = 1 OR id < ?)", group, id);
    for (const { owner } of rows) this.#removeIfDead(group, String(owner));
  }

  #removeIfDead(group: string, owner: string): void {
    // A dead process stays dead: names are never used again.
    if (!this.#owners.alive(owner)) this.#database.run("DELETE FROM slots WHERE grp = ? AND owner = ?", group, owner);
  }

  #slot(id: number): Slot {
    return { [Symbol.dispose]: () => this.#remove(id) };
  }

  #remove(id: number): void {
    // With the state folder all places of this process were freed.
    if (this.#database.closed) return;
    try {
      this.#database.run("DELETE FROM slots WHERE id = ?", id);
    } catch (error) {
      // A full disk must not hide how the run ended; the death of this process frees the place as well.
      if (!(error instanceof AppError)) throw error;
    }
  }
}
