import type { AuditStore, Clock, DaemonEventStore, IdempotencyStore, RevisionStore, TokenStore } from "../../../core/mod.ts";
import type { Database } from "../database.ts";
import { emptyServeStores } from "./empty_serve_stores.ts";
import { SqliteAudit } from "./sqlite_audit.ts";
import { SqliteDaemonEvents } from "./sqlite_daemon_events.ts";
import { SqliteIdempotency } from "./sqlite_idempotency.ts";
import { SqliteRevisions } from "./sqlite_revisions.ts";
import { SqliteTokens } from "./sqlite_tokens.ts";

/** What a daemon keeps in the state folder besides runs. */
export interface ServeStores {
  readonly revisions: RevisionStore;
  readonly tokens: TokenStore;
  readonly audit: AuditStore;
  readonly daemonEvents: DaemonEventStore;
  readonly idempotency: IdempotencyStore;
}

/** The version of the database that has the tables of these stores. */
const SINCE_VERSION = 2;

/**
 * The stores over a database; empty ones over a database of before, which was opened for reading only and so was not upgraded. Making them
 * touches nothing: their statements are prepared when first used.
 */
export function serveStores(database: Database, clock: Clock): ServeStores {
  if (database.version < SINCE_VERSION) return emptyServeStores();
  return {
    revisions: new SqliteRevisions(database),
    tokens: new SqliteTokens(database, clock),
    audit: new SqliteAudit(database),
    daemonEvents: new SqliteDaemonEvents(database),
    idempotency: new SqliteIdempotency(database, clock),
  };
}
