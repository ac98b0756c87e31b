import type { DaemonEvent, DaemonEventStore, StoredDaemonEvent } from "../../../core/mod.ts";
import type { Database, Row } from "../database.ts";
import { decodeStored, encodeStored } from "../stored_json.ts";

/** Who was away for longer has to look at the modules themselves. */
const KEPT = 10_000;

type Listener = (stored: StoredDaemonEvent) => void;

/** The daemon's events in the state folder's database. */
export class SqliteDaemonEvents implements DaemonEventStore {
  readonly #database: Database;
  /** A map, so that the same function given twice listens twice. */
  readonly #listeners = new Map<symbol, Listener>();
  readonly #undelivered: StoredDaemonEvent[] = [];
  #delivering = false;

  constructor(database: Database) {
    this.#database = database;
  }

  append(...events: readonly [DaemonEvent, ...DaemonEvent[]]): number {
    const last = this.#database.write((transaction) => {
      for (const event of events) transaction.run("INSERT INTO daemon_events (json) VALUES (?)", encodeStored(event));
      const id = Number(this.#database.get("SELECT last_insert_rowid() AS id")?.id);
      transaction.run("DELETE FROM daemon_events WHERE id <= ?", id - KEPT);
      return id;
    });
    // Within one transaction nobody else takes a number.
    const first = last - events.length + 1;
    events.forEach((event, index) => this.#undelivered.push({ id: first + index, event }));
    this.#deliver();
    return last;
  }

  after(id: number, limit: number): readonly StoredDaemonEvent[] {
    const rows = this.#database.all("SELECT id, json FROM daemon_events WHERE id > ? ORDER BY id LIMIT ?", id, limit);
    return rows.map((row) => ({ id: Number(row.id), event: this.#eventOf(row) }));
  }

  last(): number {
    return Number(this.#database.get("SELECT coalesce(max(id), 0) AS id FROM daemon_events")?.id);
  }

  subscribe(listener: Listener): Disposable {
    const key = Symbol();
    this.#listeners.set(key, listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(key) };
  }

  /** In the order of ids for every listener, also when one of them appends. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (let stored = this.#undelivered.shift(); stored !== undefined; stored = this.#undelivered.shift()) this.#tell(stored);
    } finally {
      this.#delivering = false;
    }
  }

  #tell(stored: StoredDaemonEvent): void {
    for (const listener of [...this.#listeners.values()]) {
      try {
        listener(stored);
      } catch (error) {
        // The event is stored: a listener's mistake is neither its writer's nor the other listeners'. It ends up where uncaught errors do.
        reportError(error);
      }
    }
  }

  #eventOf(row: Row): DaemonEvent {
    try {
      return { ...(decodeStored(String(row.json)) as unknown as DaemonEvent) };
    } catch (error) {
      throw this.#database.damaged(`event ${row.id} of the daemon is not JSON`, error);
    }
  }
}
