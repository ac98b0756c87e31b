import type { AuditRow, AuditStore, DaemonEventStore, IdempotencyStore, StoredDaemonEvent, TokenRow, TokenStore } from "../core/mod.ts";

/** The stores of a daemon in memory, for tests. */
export class TestingStores {
  readonly #rows = new Map<string, TokenRow>();
  readonly #kept = new Map<string, { readonly hash: string; readonly result: string }>();
  readonly #listeners = new Set<(stored: StoredDaemonEvent) => void>();
  readonly stored: StoredDaemonEvent[] = [];
  readonly auditRows: AuditRow[] = [];

  readonly tokens: TokenStore = {
    create: ({ role, scopes, expiresAt }) => {
      const id = `tok_${String(this.#rows.size + 1).padStart(7, "0")}`;
      const row = { id, role, ...(scopes === undefined ? {} : { scopes }), expiresAt: expiresAt ?? null, createdAt: 0, usedAt: null };
      const secret = `exc_${id}`;
      this.#rows.set(secret, row);
      return { row, secret };
    },
    verify: (secret) => this.#rows.get(secret),
    list: () => [...this.#rows.values()],
    revoke: (id) => {
      const found = [...this.#rows].find(([, row]) => row.id === id);
      return found !== undefined && this.#rows.delete(found[0]);
    },
  };

  readonly audit: AuditStore = {
    append: (row) => void this.auditRows.push(row),
    list: ({ cursor, limit }) => {
      const start = cursor === undefined ? 0 : Number(cursor);
      const items = this.auditRows.toReversed().slice(start, start + limit);
      return { items, next: start + limit < this.auditRows.length ? String(start + limit) : null };
    },
  };

  readonly idempotency: IdempotencyStore = {
    find: (scope, key, hash) => {
      const kept = this.#kept.get(`${scope} ${key}`);
      if (kept === undefined) return { kind: "none" };
      return kept.hash === hash ? { kind: "found", result: kept.result } : { kind: "conflict" };
    },
    keep: (scope, key, hash, result) => {
      this.#kept.set(`${scope} ${key}`, { hash, result });
      return { kind: "kept", result };
    },
  };

  readonly events: DaemonEventStore = {
    append: (...events) => {
      for (const event of events) {
        const stored = { id: this.stored.length + 1, event };
        this.stored.push(stored);
        for (const listener of this.#listeners) listener(stored);
      }
      return this.stored.length;
    },
    after: (id, limit) => this.stored.filter((stored) => stored.id > id).slice(0, limit),
    last: () => this.stored.at(-1)?.id ?? 0,
    subscribe: (listener) => {
      this.#listeners.add(listener);
      return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
    },
  };

  /** How many listen to the daemon's events. */
  get listeners(): number {
    return this.#listeners.size;
  }
}
