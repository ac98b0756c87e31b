import {
  AppError,
  type Journal,
  type JournalEvent,
  type JsonObject,
  type RunFinished,
  type RunLease,
  type RunRecord,
  type RunState,
} from "../../core/mod.ts";
import type { Database, Row } from "./database.ts";
import { foldRun, isJournalEvent } from "./fold.ts";
import { type EventMarks, SqliteLease } from "./lease.ts";
import type { Owners } from "./owner.ts";
import { INSERT_RUN, valuesOfRun } from "./run_insert.ts";
import { eventOf, pipelineOf, type RunSummary, SUMMARY_COLUMNS, summaryOf } from "./run_rows.ts";
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
  /**
   * A page of runs, newest first.
   *
   * @param page `after` is what the page before gave as `next`.
   * @returns `next` is null at the end.
   */
  page(
    filter: Omit<RunFilter, "before" | "limit">,
    page: { readonly after?: number; readonly limit: number },
  ): { readonly items: readonly RunSummary[]; readonly next: number | null };
  /** Writes down a run that has ended without having begun, in one step. @throws AppError `run_exists`, `state_*`. */
  createEnded(record: RunRecord, end: Pick<RunFinished, "time" | "status" | "error">): void;
  /** How a run of exactly this id stands; undefined when there is none. */
  status(run: string): RunSummary["status"] | undefined;
  /** A run's events from a number on, oldest first, at most `limit`; they are numbered from 0 without a gap. */
  events(run: string, from: number, limit: number): readonly JournalEvent[];
  /** The attempt that a run belongs to. */
  parentOf(run: string): RunRecord["parent"];
  /** Runs without an end whose process is gone, oldest first, those of sub-pipelines too. */
  interrupted(): readonly InterruptedRun[];
}

/** A run that a crash or a stop has cut off. */
export interface InterruptedRun {
  readonly run: string;
  readonly epoch: number;
  /** Null for one that `serve` did not start. */
  readonly revision: number | null;
  readonly isChild: boolean;
  /** Whether its process died with it; false when that let go of it. */
  readonly isLeft: boolean;
  /** Whether a task had begun. */
  readonly hasBegun: boolean;
}

/** Rows of one page of a list. */
const PAGE = 100;
/** Before the first of these a run has done nothing. */
const HAS_TASK = `EXISTS (SELECT 1 FROM events WHERE run_key = runs.key AND json_extract(json, '$.type') = 'task.started')`;

/** The journal in SQLite. */
export class SqliteJournal implements StateJournal {
  readonly #database: Database;
  readonly #owners: Owners;
  readonly #marks: EventMarks;

  /** @param marks Told of each event once it is stored. */
  constructor(database: Database, owners: Owners, marks: EventMarks) {
    this.#database = database;
    this.#owners = owners;
    this.#marks = marks;
  }

  create(record: RunRecord): RunLease {
    const owner = this.#owners.own();
    if (this.#database.run(INSERT_RUN, ...valuesOfRun(record, owner)) === 0) throw taken(record.run);
    const key = Number(this.#database.get("SELECT key FROM runs WHERE run = ?", record.run)?.key);
    return new SqliteLease(this.#database, { run: record.run, key, epoch: 1, seq: 0 }, this.#marks);
  }

  createEnded(record: RunRecord, { time, status, error }: Pick<RunFinished, "time" | "status" | "error">): void {
    const { run } = record;
    const started: JournalEvent = { type: "run.started", time, run, pipeline: record.pipeline.name, tasks: [] };
    const why = error === undefined ? {} : { error };
    const finished: JournalEvent = { type: "run.finished", time, run, status, duration_ms: 0, counts: {}, ...why };
    this.#database.write((transaction) => {
      if (transaction.run(INSERT_RUN, ...valuesOfRun(record, null)) === 0) throw taken(run);
      const key = this.#keyOf(run);
      for (const [seq, event] of [started, finished].entries()) {
        transaction.run("INSERT INTO events VALUES (?, ?, ?)", key, seq, encodeStored(event));
      }
      transaction.run(
        "UPDATE runs SET started = ?, finished = ?, duration = 0, status = ?, error = ? WHERE key = ?",
        time,
        time,
        status,
        error === undefined ? null : encodeStored(error),
        key,
      );
    });
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
      return new SqliteLease(this.#database, { run, key, epoch, seq }, this.#marks);
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
    const before = filter.before === undefined ? Number.MAX_SAFE_INTEGER : this.#keyOf(filter.before);
    let left = filter.limit ?? Infinity;
    if (left <= 0) return;
    for (const { summary } of this.#rows(filter, before)) {
      yield summary;
      if (--left <= 0) return;
    }
  }

  page(
    filter: Omit<RunFilter, "before" | "limit">,
    page: { readonly after?: number; readonly limit: number },
  ): { readonly items: readonly RunSummary[]; readonly next: number | null } {
    const items: RunSummary[] = [];
    let last: number | undefined;
    for (const { summary, key } of this.#rows(filter, page.after ?? Number.MAX_SAFE_INTEGER)) {
      // One more than was asked for tells that there is another page.
      if (items.length === page.limit) return { items, next: last ?? null };
      items.push(summary);
      last = key;
    }
    return { items, next: null };
  }

  status(run: string): RunSummary["status"] | undefined {
    const row = this.#database.get("SELECT status, owner FROM runs WHERE run = ?", run);
    if (row === undefined) return undefined;
    if (row.status !== null) return row.status as RunSummary["status"];
    if (row.owner !== null && this.#owners.alive(String(row.owner))) return "running";
    // It may have ended, or been taken over, between the two looks.
    const now = this.#database.get("SELECT status, owner FROM runs WHERE run = ?", run);
    if (now === undefined) return undefined;
    if (now.status !== null) return now.status as RunSummary["status"];
    return now.owner !== row.owner ? "running" : "interrupted";
  }

  events(run: string, from: number, limit: number): readonly JournalEvent[] {
    const rows = this.#database.all(
      "SELECT seq, json FROM events WHERE run_key = (SELECT key FROM runs WHERE run = ?) AND seq >= ? ORDER BY seq LIMIT ?",
      run,
      from,
      limit,
    );
    return rows.map((row) => this.#event(run, row));
  }

  parentOf(run: string): RunRecord["parent"] {
    const row = this.#database.get("SELECT parent_run, parent_task FROM runs WHERE run = ?", run);
    return row === undefined || row.parent_run === null ? undefined : { run: String(row.parent_run), task: String(row.parent_task) };
  }

  interrupted(): readonly InterruptedRun[] {
    const alive = this.#memory();
    const rows = this.#database.all(
      `SELECT run, epoch, owner, revision, parent_run, ${HAS_TASK} AS begun FROM runs WHERE status IS NULL ORDER BY key`,
    );
    return rows.filter(({ owner }) => owner === null || !alive(String(owner))).map((row) => ({
      run: String(row.run),
      epoch: Number(row.epoch),
      revision: row.revision === null ? null : Number(row.revision),
      isChild: row.parent_run !== null,
      isLeft: row.owner !== null,
      hasBegun: Number(row.begun) > 0,
    }));
  }

  /** Which owners live, each asked once. */
  #memory(): (owner: string) => boolean {
    const living = new Map<string, boolean>();
    return (owner) => {
      const known = living.get(owner) ?? this.#owners.alive(owner);
      living.set(owner, known);
      return known;
    };
  }

  *#rows(filter: RunFilter, start: number): Generator<{ readonly summary: RunSummary; readonly key: number }, void> {
    const alive = this.#memory();
    const { status } = filter;
    const isOpen = status === "running" || status === "interrupted";
    for (let before = start;;) {
      const rows = this.#database.all(
        `SELECT ${SUMMARY_COLUMNS} FROM runs WHERE key < ? AND (? IS NULL OR name = ?) AND (? OR parent_run IS NULL)
         AND (? IS NULL OR status = ? OR ? AND status IS NULL) ORDER BY key DESC LIMIT ?`,
        before,
        filter.pipeline ?? null,
        filter.pipeline ?? null,
        filter.children ? 1 : 0,
        status ?? null,
        status ?? null,
        isOpen ? 1 : 0,
        PAGE,
      );
      for (const row of rows) {
        const summary = summaryOf(this.#database, row, alive);
        if (status === undefined || summary.status === status) yield { summary, key: Number(row.key) };
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
      // All of its columns: a folder of an earlier version that is only looked at lacks some.
      const row = this.#database.get(`SELECT * FROM runs ${where}`, ...values);
      if (row === undefined) return undefined;
      // Whether its process lives is asked before the events are read: a run that ends in between then shows its end. One that changed
      // hands in between is read again.
      const summary = summaryOf(this.#database, row, (id) => this.#owners.alive(id));
      const pipeline = pipelineOf(this.#database, row);
      const { status, ...folded } = foldRun(pipeline, this.#events(row));
      const now = this.#database.get("SELECT epoch, owner FROM runs WHERE key = ?", Number(row.key));
      if (now === undefined || now.epoch !== row.epoch || now.owner !== row.owner) continue;
      const open = status === undefined || status === "interrupted";
      const event: JsonObject | undefined = eventOf(this.#database, row);
      return { ...summary, pipeline, ...event === undefined ? {} : { event }, ...folded, status: open ? summary.status : status };
    }
  }

  *#events(row: Row): Generator<JournalEvent, void> {
    for (const stored of this.#database.all("SELECT seq, json FROM events WHERE run_key = ? ORDER BY seq", Number(row.key))) {
      yield this.#event(String(row.run), stored);
    }
  }

  #event(run: string, { seq, json }: Row): JournalEvent {
    let event: unknown;
    try {
      event = decodeStored(String(json));
    } catch (error) {
      throw this.#database.damaged(`event ${seq} of run "${run}" is not JSON`, error);
    }
    if (!isJournalEvent(event)) throw this.#database.damaged(`event ${seq} of run "${run}" is not an event`);
    return event;
  }
}

function taken(run: string): AppError {
  return new AppError("run_exists", `There is already a run "${run}"`);
}

function idOf(row: Row | undefined): string | undefined {
  return row === undefined ? undefined : String(row.run);
}

function unknown(run: string): AppError {
  return new AppError("run_unknown", `No run "${run}"`, { hint: "`executor runs` lists them" });
}
