-- A commit of SQLite writes every page it touched, and a node that starts touches one page of each index.

-- The journal is read in its key's order only; without rowids it is one tree instead of two.
-- only: sqlite
CREATE TABLE runs_journal_new (
  run_id TEXT NOT NULL,
  seq    INTEGER NOT NULL,
  at     TEXT NOT NULL,
  type   TEXT NOT NULL,
  node   TEXT NOT NULL,
  data   TEXT NOT NULL,
  PRIMARY KEY (run_id, seq)
) WITHOUT ROWID;
-- only: sqlite
INSERT INTO runs_journal_new (run_id, seq, at, type, node, data)
  SELECT run_id, seq, at, type, node, data FROM runs_journal ORDER BY run_id, seq;
-- only: sqlite
DROP TABLE runs_journal;
-- only: sqlite
ALTER TABLE runs_journal_new RENAME TO runs_journal;

-- The leases of one server, which are as many as it has nodes running: a page or two that are read faster than kept in
-- order. On PostgreSQL, where several servers share them and dead rows wait for the vacuum, the indexes stay.
-- only: sqlite
DROP INDEX runs_leases_runner;
-- only: sqlite
DROP INDEX runs_leases_host;
