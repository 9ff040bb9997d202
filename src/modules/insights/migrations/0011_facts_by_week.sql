-- Facts lie by week (whole weeks since 1970-01-01), so that those written together lie together: with keys that begin with
-- the owner or the component, each landed in a page of its own. The rows come back from the events.
DROP TABLE insights_facts;
DROP TABLE insights_fact_days;
CREATE TABLE insights_facts (
  week      INTEGER NOT NULL,              -- of ended_at
  kind      TEXT NOT NULL,                 -- fact.h
  id        TEXT NOT NULL,
  component TEXT NOT NULL,
  owner_ref TEXT NOT NULL,                 -- at the time
  env_type  TEXT NOT NULL,
  label     TEXT NOT NULL,
  begun_at  TEXT NOT NULL,
  ended_at  TEXT NOT NULL,
  value     REAL NOT NULL,
  flagged   BOOL NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE INDEX insights_facts_time ON insights_facts (kind, ended_at, id);
CREATE INDEX insights_facts_component ON insights_facts (week, component, kind, ended_at);
CREATE INDEX insights_facts_owner ON insights_facts (week, owner_ref, kind, ended_at);

-- The same by day (UTC), once for the owner and once for '*', everybody; a bin is a range of values (fact_figures.h).
CREATE TABLE insights_fact_days (
  week      INTEGER NOT NULL,
  owner_ref TEXT NOT NULL,
  kind      TEXT NOT NULL,
  day       TEXT NOT NULL,
  env_type  TEXT NOT NULL,
  bin       INTEGER NOT NULL,
  n         INTEGER NOT NULL,
  flagged   INTEGER NOT NULL,
  total     REAL NOT NULL,
  PRIMARY KEY (week, owner_ref, kind, day, env_type, bin)
);
