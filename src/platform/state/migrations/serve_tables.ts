/**
 * Version 2: what a daemon keeps of its modules, tokens, writes and events.
 *
 * `modules` says how far a module has come: `last` is the newest committed number, and a revision with a higher one is only prepared;
 * `active` is null once the module was deleted; `persisted` is what becomes active again after a restart. A row of `transitions` lives from
 * `prepare` until the last file is written, its `writes` with it.
 *
 * Text and document stand last because they can be long: what precedes them is read without touching their pages. What users wrote is
 * stored as bytes or as JSON, since a text column is read only up to its first NUL. Tables that stay small have no index besides their key.
 * What may never be changed refuses it by trigger, so that no statement added later can.
 */
export const SERVE_TABLES = `CREATE TABLE modules (
  module TEXT PRIMARY KEY,
  last INTEGER NOT NULL,
  active INTEGER,
  persisted INTEGER
) WITHOUT ROWID;
CREATE TABLE transitions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  committed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE writes (
  id INTEGER PRIMARY KEY,
  transition INTEGER NOT NULL,
  module TEXT NOT NULL,
  path TEXT NOT NULL,
  before TEXT,
  text BLOB
);
CREATE TABLE revisions (
  module TEXT NOT NULL,
  revision INTEGER NOT NULL,
  transition INTEGER NOT NULL,
  hash TEXT NOT NULL,
  origin TEXT NOT NULL,
  author TEXT NOT NULL,
  message TEXT,
  time INTEGER NOT NULL,
  language TEXT NOT NULL,
  persisted INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  file TEXT,
  text BLOB NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (module, revision)
);
CREATE INDEX revisions_transition ON revisions (transition);
CREATE TRIGGER revisions_immutable BEFORE UPDATE ON revisions BEGIN
  SELECT RAISE(ABORT, 'a revision is never changed');
END;
CREATE TABLE tokens (
  hash TEXT PRIMARY KEY,
  id TEXT NOT NULL,
  role TEXT NOT NULL,
  scopes TEXT,
  expires INTEGER,
  created INTEGER NOT NULL,
  used INTEGER
) WITHOUT ROWID;
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  json TEXT NOT NULL
);
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit is only appended to');
END;
CREATE TRIGGER audit_undeleted BEFORE DELETE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit is only appended to');
END;
CREATE TABLE daemon_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  json TEXT NOT NULL
);
CREATE TABLE idempotency (
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  body TEXT NOT NULL,
  result TEXT NOT NULL,
  time INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) WITHOUT ROWID;
CREATE INDEX idempotency_time ON idempotency (time);
CREATE TABLE daemon (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  owner TEXT NOT NULL
);`;
