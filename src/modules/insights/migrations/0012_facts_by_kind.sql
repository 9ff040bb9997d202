-- A fact lies in its week (whole weeks since 1970-01-01) with those of its kind and owner, in the table itself: an index is
-- needed for components alone. Days are added up for everybody alone; an owner's facts of a year are few enough to be read.
-- The rows come back from the events.
DROP TABLE insights_facts;
DROP TABLE insights_fact_days;
CREATE TABLE insights_facts (
  week      INTEGER NOT NULL,              -- of ended_at
  kind      TEXT NOT NULL,                 -- fact.h
  owner_ref TEXT NOT NULL,                 -- at the time
  id        TEXT NOT NULL,
  component TEXT NOT NULL,
  env_type  TEXT NOT NULL,
  label     TEXT NOT NULL,
  begun_at  TEXT NOT NULL,
  ended_at  TEXT NOT NULL,
  value     REAL NOT NULL,
  bin       INTEGER NOT NULL,              -- of the value: a range of values (fact_figures.h)
  flagged   BOOL NOT NULL,
  PRIMARY KEY (week, kind, owner_ref, id)
) WITHOUT ROWID;
CREATE INDEX insights_facts_component ON insights_facts (week, component, kind);

-- The sums of a day (UTC).
CREATE TABLE insights_fact_days (
  kind      TEXT NOT NULL,
  day       TEXT NOT NULL,
  bin       INTEGER NOT NULL,
  n         INTEGER NOT NULL,
  flagged   INTEGER NOT NULL,
  total     REAL NOT NULL,
  PRIMARY KEY (kind, day, bin)
) WITHOUT ROWID;

-- First in production; what goes there once more has waited for nothing.
ALTER TABLE insights_changes ADD COLUMN live_at TEXT;
