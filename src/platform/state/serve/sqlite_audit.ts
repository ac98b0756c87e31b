import { AppError, type AuditRow, type AuditStore } from "../../../core/mod.ts";
import type { Database, Row } from "../database.ts";

/** The audit in the state folder's database, which itself refuses to change or remove a row. */
export class SqliteAudit implements AuditStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  append(row: AuditRow): void {
    this.#database.run("INSERT INTO audit (json) VALUES (?)", JSON.stringify(row));
  }

  /** @throws AppError `query_invalid` for a cursor that no page gave. */
  list(page: { readonly cursor?: string; readonly limit: number }): { readonly items: readonly AuditRow[]; readonly next: string | null } {
    const before = page.cursor === undefined ? Number.MAX_SAFE_INTEGER : idOf(page.cursor);
    // One more than asked for tells whether anything follows.
    const rows = this.#database.all("SELECT id, json FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?", before, page.limit + 1);
    const shown = rows.slice(0, page.limit);
    const last = shown.at(-1);
    return { items: shown.map((row) => this.#rowOf(row)), next: rows.length > shown.length && last !== undefined ? String(last.id) : null };
  }

  #rowOf(row: Row): AuditRow {
    try {
      return JSON.parse(String(row.json)) as AuditRow;
    } catch (error) {
      throw this.#database.damaged(`row ${row.id} of the audit is not JSON`, error);
    }
  }
}

function idOf(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new AppError("query_invalid", `The cursor "${cursor}" is not one that a page of the audit gave`);
}
