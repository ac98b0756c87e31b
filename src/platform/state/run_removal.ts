import * as nodePath from "node:path";
import type { Database, Transaction } from "./database.ts";
import { safeName } from "./output_name.ts";
import type { Owners } from "./owner.ts";
import { storageFailure } from "./storage_failure.ts";

/** Which runs are kept. */
export interface RunRetention {
  /** Ended runs that are kept, those of sub-pipelines not counted; the ones that ended first go first. */
  readonly keep: number;
  /** How long ended and interrupted runs are kept, in milliseconds. Default: for ever. */
  readonly keepForMs?: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Forgets runs, with the runs of their sub-pipelines, their events and their output. A run is gone from every list at once; what it leaves
 * on the disk goes in small steps. Killed half-way, the next one goes on. Runs that somebody works on are never touched.
 */
export interface RunRemoval {
  /**
   * Marks what is not to be kept, at most so many runs.
   *
   * @returns How many; fewer than `most` when no more is to go.
   */
  prune(retention: RunRetention, most: number): number;
  /** Removes a piece of what was marked, in some milliseconds. @returns Whether there is more. */
  step(): Promise<boolean>;
}

/** Events and runs that one step removes at most. */
const ROWS_A_STEP = 500;
const RUNS_A_STEP = 32;
/** Index entries passed over at once while the runs to keep are counted. */
const COUNTED_AT_ONCE = 10_000;

const REMOVE_EVENTS = "DELETE FROM events WHERE run_key = ? AND seq IN (SELECT seq FROM events WHERE run_key = ? LIMIT ?)";

/** {@link RunRemoval} on the journal's database: `removals` names the runs whose remains are still there. */
export class SqliteRemoval implements RunRemoval {
  readonly #database: Database;
  readonly #owners: Owners;
  readonly #folder: string;

  /** @param folder Where the runs' folders are. */
  constructor(database: Database, owners: Owners, folder: string) {
    this.#database = database;
    this.#owners = owners;
    this.#folder = folder;
  }

  prune(retention: RunRetention, most: number): number {
    const keys = [...this.#tooMany(retention.keep, most), ...this.#tooOld(retention, most)];
    let removed = 0;
    for (const key of new Set(keys)) {
      if (removed >= most) break;
      if (this.#remove(key)) removed++;
    }
    return removed;
  }

  async step(): Promise<boolean> {
    const marked = this.#database.all("SELECT run_key, run FROM removals LIMIT ?", RUNS_A_STEP);
    if (marked.length === 0) return false;
    // The rows say what is left to do, so they go last.
    await Promise.all(marked.map(({ run }) => removeFolder(nodePath.join(this.#folder, safeName(String(run))))));
    this.#database.write(({ run }) => {
      let left = ROWS_A_STEP;
      for (const { run_key } of marked) {
        const key = Number(run_key);
        left -= run(REMOVE_EVENTS, key, key, left);
        if (left <= 0) return;
        run("DELETE FROM removals WHERE run_key = ?", key);
      }
    });
    return true;
  }

  /** Ended runs beyond those to keep, the oldest first. */
  #tooMany(keep: number, most: number): number[] {
    // From the newest end backwards, in strides: what is kept may be millions.
    let at = { finished: Number.MAX_SAFE_INTEGER, key: Number.MAX_SAFE_INTEGER };
    for (let left = keep; left > 0;) {
      const stride = Math.min(left, COUNTED_AT_ONCE);
      const row = this.#database.get(
        `SELECT finished, key FROM runs WHERE status IS NOT NULL AND parent_run IS NULL AND (finished, key) < (?, ?)
         ORDER BY finished DESC, key DESC LIMIT 1 OFFSET ?`,
        at.finished,
        at.key,
        stride - 1,
      );
      if (row === undefined) return [];
      at = { finished: Number(row.finished), key: Number(row.key) };
      left -= stride;
    }
    return this.#keys(
      `SELECT key FROM runs WHERE status IS NOT NULL AND parent_run IS NULL AND (finished, key) < (?, ?) ORDER BY finished, key LIMIT ?`,
      at.finished,
      at.key,
      most,
    );
  }

  #tooOld({ keepForMs, now }: RunRetention, most: number): number[] {
    if (keepForMs === undefined) return [];
    const limit = now - keepForMs;
    const ended = this.#keys(
      "SELECT key FROM runs WHERE status IS NOT NULL AND parent_run IS NULL AND finished < ? ORDER BY finished, key LIMIT ?",
      limit,
      most,
    );
    if (ended.length >= most) return ended;
    const open = this.#database.all(
      "SELECT key, owner FROM runs WHERE status IS NULL AND parent_run IS NULL AND coalesce(started, created) < ? ORDER BY key",
      limit,
    );
    const interrupted = open.filter(({ owner }) => owner === null || !this.#owners.alive(String(owner))).map(({ key }) => Number(key));
    return [...ended, ...interrupted.slice(0, most - ended.length)];
  }

  #keys(sql: string, ...values: number[]): number[] {
    return this.#database.all(sql, ...values).map(({ key }) => Number(key));
  }

  /** Takes a run and those within it out of the journal. @returns False when somebody works on one of them. */
  #remove(key: number): boolean {
    return this.#database.write((transaction) => {
      const runs = this.#database.all(
        `WITH RECURSIVE family (key, run, owner, status) AS (
           SELECT key, run, owner, status FROM runs WHERE key = ?
           UNION ALL SELECT runs.key, runs.run, runs.owner, runs.status FROM runs JOIN family ON runs.parent_run = family.run
         ) SELECT key, run, owner FROM family`,
        key,
      );
      if (runs.some(({ owner }) => owner !== null && this.#owners.alive(String(owner)))) return false;
      for (const row of runs) this.#mark(transaction, Number(row.key), String(row.run));
      return runs.length > 0;
    });
  }

  #mark({ run }: Transaction, key: number, id: string): void {
    run("INSERT INTO removals (run_key, run) VALUES (?, ?)", key, id);
    run("DELETE FROM runs WHERE key = ?", key);
  }
}

async function removeFolder(folder: string): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw storageFailure(error, "remove", folder);
  }
}
