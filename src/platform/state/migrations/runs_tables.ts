/**
 * Version 1: runs, their events, and places in concurrency groups.
 *
 * `runs.status` is null until the run has ended. `owner` names the process that works on it, null once that let go. The pipeline stands
 * last because it can be long: what precedes it is read without touching its pages. `events` is clustered by run, so that one append
 * changes one page.
 */
export const RUNS_TABLES = `CREATE TABLE runs (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL UNIQUE,
  epoch INTEGER NOT NULL,
  owner TEXT,
  cancel INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL,
  file TEXT NOT NULL,
  folder TEXT NOT NULL,
  revision INTEGER,
  params TEXT NOT NULL,
  config TEXT NOT NULL,
  parent_run TEXT,
  parent_task TEXT,
  created INTEGER NOT NULL,
  started INTEGER,
  finished INTEGER,
  status TEXT,
  duration REAL,
  error TEXT,
  pipeline TEXT NOT NULL
);
CREATE INDEX runs_parent ON runs (parent_run, parent_task) WHERE parent_run IS NOT NULL;
CREATE INDEX runs_name ON runs (name);
CREATE INDEX runs_cancel ON runs (owner) WHERE cancel = 1;
CREATE TABLE events (
  run_key INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (run_key, seq)
) WITHOUT ROWID;
CREATE TABLE slots (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  grp TEXT NOT NULL,
  run TEXT NOT NULL,
  owner TEXT NOT NULL,
  held INTEGER NOT NULL
);
CREATE INDEX slots_group ON slots (grp, id);`;
