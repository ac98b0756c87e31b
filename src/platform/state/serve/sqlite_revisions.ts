import type {
  FileWrite,
  ModuleId,
  Revision,
  RevisionDraft,
  RevisionRow,
  RevisionStore,
  StoredText,
  Transition,
} from "../../../core/mod.ts";
import type { Database, Transaction } from "../database.ts";
import { encodeStored } from "../stored_json.ts";
import { fileWriteOf, REVISION_COLUMNS, revisionOf, revisionRowOf, storedTextOf } from "./revision_rows.ts";

const encoder = new TextEncoder();
const WHOLE = `${REVISION_COLUMNS}, r.text, r.document`;
const ACTIVE = `SELECT ${WHOLE} FROM modules m JOIN revisions r ON r.module = m.module AND r.revision = m.active`;

/**
 * Revisions in the state folder's database. Each step of a change is one transaction: a crash finds all of it or nothing. What was
 * committed is told from what was only prepared by its number, see `migrations/serve_tables.ts`.
 */
export class SqliteRevisions implements RevisionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  prepare(drafts: readonly RevisionDraft[]): Transition {
    if (new Set(drafts.map(({ module }) => module)).size < drafts.length) throw new TypeError("A change names a module twice");
    return this.#database.write((transaction) => {
      for (const { module } of drafts) this.#dropPrepared(transaction, module);
      transaction.run("INSERT INTO transitions DEFAULT VALUES");
      const id = Number(this.#database.get("SELECT last_insert_rowid() AS id")?.id);
      const revisions = drafts.map((draft) => this.#insert(transaction, id, draft));
      const writes = drafts.flatMap(({ module, write }) => write === undefined ? [] : [insertWrite(transaction, id, module, write)]);
      return { id, revisions, writes };
    });
  }

  commit({ id }: Transition): void {
    this.#database.write((transaction) => {
      if (transaction.run("UPDATE transitions SET committed = 1 WHERE id = ? AND committed = 0", id) === 0) {
        throw new TypeError(`Transition ${id} is not prepared: it was committed or discarded, or another one took its place`);
      }
      transaction.run(
        `INSERT INTO modules (module, last, active, persisted)
         SELECT module, revision, iif(deleted, NULL, revision), iif(persisted, revision, NULL) FROM revisions WHERE transition = ?
         ON CONFLICT (module) DO UPDATE
         SET last = excluded.last, active = excluded.active, persisted = coalesce(excluded.persisted, persisted)`,
        id,
      );
      // What an older change had still to write for these modules is decided anew by this one.
      transaction.run(
        `DELETE FROM writes WHERE transition IN (SELECT id FROM transitions WHERE committed = 1 AND id <> ?)
         AND module IN (SELECT module FROM revisions WHERE transition = ?)`,
        id,
        id,
      );
      // Without files there is nothing that could be rolled forward.
      transaction.run("DELETE FROM transitions WHERE committed = 1 AND id NOT IN (SELECT transition FROM writes)");
    });
  }

  settle({ id, writes }: Transition): void {
    // With its commit nothing was left of one without files.
    if (writes.length === 0 && this.#isCommitted(id) === undefined) return;
    this.#database.write((transaction) => {
      if (this.#isCommitted(id) === false) throw new TypeError(`Transition ${id} is settled before it was committed`);
      removeTransition(transaction, id);
    });
  }

  discard({ id }: Transition): void {
    this.#database.write((transaction) => {
      if (this.#isCommitted(id) === false) removePrepared(transaction, id);
    });
  }

  unsettled(): readonly Transition[] {
    return this.#database.all("SELECT id FROM transitions WHERE committed = 1 ORDER BY id").map(({ id }) => ({
      id: Number(id),
      revisions: this.#revisions(`SELECT ${WHOLE} FROM revisions r WHERE r.transition = ? ORDER BY r.rowid`, Number(id)),
      writes: this.#writes(Number(id)),
    }));
  }

  active(module: ModuleId): Revision | undefined {
    return this.#revisions(`${ACTIVE} WHERE m.module = ?`, module)[0];
  }

  actives(): readonly StoredText[] {
    const sql = `SELECT ${REVISION_COLUMNS}, r.text FROM modules m JOIN revisions r ON r.module = m.module AND r.revision = m.active`;
    return this.#database.all(`${sql} ORDER BY m.module`).map(storedTextOf);
  }

  get(module: ModuleId, revision: number): Revision | undefined {
    const sql = `SELECT ${WHOLE} FROM modules m JOIN revisions r ON r.module = m.module AND r.revision <= m.last
                 WHERE m.module = ? AND r.revision = ?`;
    return this.#revisions(sql, module, revision)[0];
  }

  list(module: ModuleId, page: { readonly before?: number; readonly limit: number }): readonly RevisionRow[] {
    const sql = `SELECT ${REVISION_COLUMNS} FROM modules m JOIN revisions r ON r.module = m.module AND r.revision <= m.last
                 WHERE m.module = ? AND r.revision < ? ORDER BY r.revision DESC LIMIT ?`;
    return this.#database.all(sql, module, page.before ?? Number.MAX_SAFE_INTEGER, page.limit).map(revisionRowOf);
  }

  forget(): readonly string[] {
    return this.#database.write((transaction) => {
      const sql = "SELECT path FROM writes WHERE transition IN (SELECT id FROM transitions WHERE committed = 0)";
      const paths = this.#database.all(sql).map(({ path }) => String(path));
      for (const { id } of this.#database.all("SELECT id FROM transitions WHERE committed = 0")) removePrepared(transaction, Number(id));
      transaction.run(
        `UPDATE modules SET active =
         (SELECT r.revision FROM revisions r WHERE r.module = modules.module AND r.revision = modules.persisted AND NOT r.deleted)`,
      );
      return paths;
    });
  }

  prune(keep: number): number {
    // What becomes active after a restart stays as well, and so does what a crash would have to roll forward.
    return this.#database.run(
      `DELETE FROM revisions WHERE rowid IN (
         SELECT r.rowid FROM modules m JOIN revisions r ON r.module = m.module AND r.revision <= m.last - ?
         WHERE r.revision IS NOT m.active AND r.revision IS NOT m.persisted AND r.transition NOT IN (SELECT id FROM transitions)
       )`,
      keep,
    );
  }

  #insert(transaction: Transaction, id: number, { write: _, ...draft }: RevisionDraft): Revision {
    const { module } = draft;
    const last = this.#database.get("SELECT last FROM modules WHERE module = ?", module)?.last ?? 0;
    const revision = Number(last) + 1;
    transaction.run(
      `INSERT INTO revisions
       (module, revision, transition, hash, origin, author, message, time, language, persisted, deleted, file, text, document)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      module,
      revision,
      id,
      draft.hash,
      draft.origin,
      draft.author,
      draft.message,
      draft.time,
      draft.language,
      draft.persisted ? 1 : 0,
      draft.deleted ? 1 : 0,
      draft.file ?? null,
      encoder.encode(draft.text),
      encodeStored(draft.document),
    );
    return { ...draft, revision };
  }

  /** Drops what is prepared for a module, with the rest of the same change: half of it must never be committed. */
  #dropPrepared(transaction: Transaction, module: ModuleId): void {
    const sql = `SELECT transition FROM revisions WHERE module = ?
                 AND revision > coalesce((SELECT last FROM modules WHERE module = ?), 0)`;
    for (const { transition } of this.#database.all(sql, module, module)) removePrepared(transaction, Number(transition));
  }

  /** @returns undefined when there is no such transition any more. */
  #isCommitted(id: number): boolean | undefined {
    const row = this.#database.get("SELECT committed FROM transitions WHERE id = ?", id);
    return row === undefined ? undefined : row.committed === 1;
  }

  #revisions(sql: string, ...values: (string | number)[]): Revision[] {
    return this.#database.all(sql, ...values).map((row) => revisionOf(this.#database, row));
  }

  #writes(id: number): FileWrite[] {
    return this.#database.all("SELECT path, before, text FROM writes WHERE transition = ? ORDER BY id", id).map(fileWriteOf);
  }
}

function insertWrite(transaction: Transaction, id: number, module: ModuleId, write: FileWrite): FileWrite {
  const { path, before, text } = write;
  const bytes = text === null ? null : encoder.encode(text);
  transaction.run("INSERT INTO writes (transition, module, path, before, text) VALUES (?, ?, ?, ?, ?)", id, module, path, before, bytes);
  return write;
}

function removePrepared(transaction: Transaction, id: number): void {
  transaction.run("DELETE FROM revisions WHERE transition = ?", id);
  removeTransition(transaction, id);
}

function removeTransition(transaction: Transaction, id: number): void {
  transaction.run("DELETE FROM writes WHERE transition = ?", id);
  transaction.run("DELETE FROM transitions WHERE id = ?", id);
}
