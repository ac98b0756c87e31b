import { AppError, type Journal, type JournalEvent, type RunLease, type RunRecord, type RunState } from "../../core/mod.ts";
import type { Database, Row } from "./database.ts";
import { foldRun, isJournalEvent } from "./fold.ts";
import { SqliteLease } from "./lease.ts";
import type { Owners } from "./owner.ts";
import { pipelineOf, type RunSummary, SUMMARY_COLUMNS, summaryOf } from "./run_rows.ts";
import { decodeStored, encodeStored } from "./stored_json.ts";

/** Which runs {@link StateJournal.list} gives. */
export interface RunFilter {
  /** Only runs of the pipeline of this name. */
  readonly pipeline?: string;
  readonly status?: RunSummary["status"];
  /** Only runs created before this one: the last of the page before. */
  readonly before?: string;
  /** Most runs to give. Default: all. */
  readonly limit?: number;
  /** Also runs that a `pipeline` task started. Default false. */
  readonly children?: boolean;
}

/** The journal with what the verbs that look at it need. */
export interface StateJournal extends Journal {
  /**
   * Runs in the order of their creation, newest first; read page by page as the caller goes on.
   *
   * @throws AppError `run_unknown` for `before`, `state_corrupt`.
   */
  list(filter?: RunFilter): Generator<RunSummary, void>;
}

/** Rows of one page of a list. */
const PAGE = 100;

/** The journal in SQLite. */
export class SqliteJournal implements StateJournal {
  readonly #database: Database;
  readonly #owners: Owners;

  constructor(database: Database, owners: Owners) {
    this.#database = database;
    this.#owners = owners;
  }

  create(record: RunRecord): RunLease {
    const owner = this.#owners.own();
    const values = [
      record.run,
      owner,
      record.pipeline.name,
      record.file,
      record.folder,
      record.revision,
      encodeStored(record.params),
      encodeStored(record.config),
      record.parent?.run ?? null,
      record.parent?.task ?? null,
      record.createdAt,
      encodeStored(record.pipeline),
    ];
    const changed = this.#database.run(
      `INSERT INTO runs (run, epoch, owner, name, file, folder, revision, params, config, parent_run, parent_task, created, pipeline)
       VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      ...values,
    );
    if (changed === 0) throw new AppError("run_exists", `There is already a run "${record.run}"`);
    const key = Number(this.#database.get("SELECT key FROM runs WHERE run = ?", record.run)?.key);
    return new SqliteLease(this.#database, { run: record.run, key, epoch: 1, seq: 0 });
  }

  takeOver(run: string): RunLease {
    const me = this.#owners.own();
    return this.#database.write((transaction) => {
      const row = this.#database.get("SELECT key, epoch, owner, status FROM runs WHERE run = ?", run);
      if (row === undefined) throw unknown(run);
      if (row.status !== null && row.status !== "interrupted") {
        throw new AppError("run_ended", `Run "${run}" has already ended: ${row.status}`);
      }
      if (row.owner !== null && this.#owners.alive(String(row.owner))) {
        throw new AppError("run_alive", `Run "${run}" is running in another process`);
      }
      const key = Number(row.key);
      const epoch = Number(row.epoch) + 1;
      transaction.run(
        "UPDATE runs SET epoch = ?, owner = ?, cancel = 0, status = NULL, finished = NULL, duration = NULL, error = NULL WHERE key = ?",
        epoch,
        me,
        key,
      );
      const seq = Number(this.#database.get("SELECT coalesce(max(seq) + 1, 0) AS next FROM events WHERE run_key = ?", key)?.next);
      return new SqliteLease(this.#database, { run, key, epoch, seq });
    });
  }

  read(run: string): RunState | undefined {
    const id = this.#resolve(run);
    return id === undefined ? undefined : this.#state("WHERE run = ?", id);
  }

  readChild(run: string, task: string): RunState | undefined {
    return this.#state("WHERE parent_run = ? AND parent_task = ? ORDER BY key DESC LIMIT 1", run, task);
  }

  *list(filter: RunFilter = {}): Generator<RunSummary, void> {
    const living = new Map<string, boolean>();
    const alive = (owner: string) => {
      const known = living.get(owner) ?? this.#owners.alive(owner);
      living.set(owner, known);
      return known;
    };
    let before = filter.before === undefined ? Number.MAX_SAFE_INTEGER : this.#keyOf(filter.before);
    let left = filter.limit ?? Infinity;
    while (left > 0) {
      const rows = this.#database.all(
        `SELECT ${SUMMARY_COLUMNS} FROM runs WHERE key < ? AND (? IS NULL OR name = ?) AND (? OR parent_run IS NULL) ORDER BY key DESC LIMIT ?`,
        before,
        filter.pipeline ?? null,
        filter.pipeline ?? null,
        filter.children ? 1 : 0,
        PAGE,
      );
      for (const row of rows) {
        const summary = summaryOf(this.#database, row, alive);
        if (filter.status !== undefined && summary.status !== filter.status) continue;
        yield summary;
        if (--left <= 0) return;
      }
      if (rows.length < PAGE) return;
      before = Number(rows.at(-1)?.key);
    }
  }

  /** The whole id for an id, the beginning of one, its last part (`k3f9x2a`), or `last`. */
  #resolve(text: string): string | undefined {
    const database = this.#database;
    if (text === "last") return idOf(database.get("SELECT run FROM runs WHERE parent_run IS NULL ORDER BY key DESC LIMIT 1"));
    const exact = idOf(database.get("SELECT run FROM runs WHERE run = ?", text));
    if (exact !== undefined || text === "") return exact;
    let rows = database.all("SELECT run FROM runs WHERE substr(run, 1, ?) = ? ORDER BY key DESC LIMIT 4", text.length, text);
    if (rows.length === 0) rows = database.all("SELECT run FROM runs WHERE substr(run, ?) = ? LIMIT 4", -text.length - 1, `-${text}`);
    if (rows.length > 1) {
      const some = rows.slice(0, 3).map(idOf).join(", ");
      throw new AppError("run_ambiguous", `"${text}" fits several runs: ${some}${rows.length > 3 ? " and more" : ""}`);
    }
    return idOf(rows[0]);
  }

  #keyOf(run: string): number {
    const row = this.#database.get("SELECT key FROM runs WHERE run = ?", run);
    if (row === undefined) throw unknown(run);
    return Number(row.key);
  }

  #state(where: string, ...values: string[]): RunState | undefined {
    for (;;) {
      const row = this.#database.get(`SELECT ${SUMMARY_COLUMNS}, pipeline FROM runs ${where}`, ...values);
      if (row === undefined) return undefined;
      // Whether its process lives is asked before the events are read: a run that ends in between then shows its end. One that changed
      // hands in between is read again.
      const summary = summaryOf(this.#database, row, (id) => this.#owners.alive(id));
      const pipeline = pipelineOf(this.#database, row);
      const { status, ...folded } = foldRun(pipeline, this.#events(row));
      const now = this.#database.get("SELECT epoch, owner FROM runs WHERE key = ?", Number(row.key));
      if (now === undefined || now.epoch !== row.epoch || now.owner !== row.owner) continue;
      const open = status === undefined || status === "interrupted";
      return { ...summary, pipeline, ...folded, status: open ? summary.status : status };
    }
  }

  *#events(row: Row): Generator<JournalEvent, void> {
    for (const { seq, json } of this.#database.all("SELECT seq, json FROM events WHERE run_key = ? ORDER BY seq", Number(row.key))) {
      let event: unknown;
      try {
        event = decodeStored(String(json));
      } catch (error) {
        throw this.#database.damaged(`event ${seq} of run "${row.run}" is not JSON`, error);
      }
      if (!isJournalEvent(event)) throw this.#database.damaged(`event ${seq} of run "${row.run}" is not an event`);
      yield event;
    }
  }
}

function idOf(row: Row | undefined): string | undefined {
  return row === undefined ? undefined : String(row.run);
}

function unknown(run: string): AppError {
  return new AppError("run_unknown", `No run "${run}"`, { hint: "`executor runs` lists them" });
}
