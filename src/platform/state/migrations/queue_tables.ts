/**
 * What runs under `serve` need: the queue of accepted runs, the events that have started one, the memories of sources, and what is left to
 * remove of runs that are gone.
 *
 * A row of `queue` goes once its run has begun. The payload stands last because it can be long. `runs_open` holds runs without an end,
 * `runs_ended` the others in the order in which they are forgotten.
 */
export const QUEUE_TABLES = `
ALTER TABLE runs ADD COLUMN event TEXT;
CREATE INDEX runs_open ON runs (key) WHERE status IS NULL;
CREATE INDEX runs_ended ON runs (finished, key) WHERE status IS NOT NULL AND parent_run IS NULL;
CREATE TABLE queue (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL UNIQUE,
  module TEXT NOT NULL,
  revision INTEGER NOT NULL,
  grp TEXT,
  fate TEXT,
  accepted INTEGER NOT NULL,
  params TEXT NOT NULL,
  event TEXT NOT NULL
);
CREATE TABLE started_by (
  id INTEGER PRIMARY KEY,
  module TEXT NOT NULL,
  event TEXT NOT NULL,
  run TEXT NOT NULL,
  time INTEGER NOT NULL
);
CREATE UNIQUE INDEX started_by_event ON started_by (module, event);
CREATE TABLE source_memories (
  module TEXT NOT NULL,
  revision INTEGER NOT NULL,
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (module, revision, source, key)
) WITHOUT ROWID;
CREATE TABLE removals (
  run_key INTEGER PRIMARY KEY,
  run TEXT NOT NULL
);`;
