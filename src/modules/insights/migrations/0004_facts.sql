-- Finished pieces of work as numbers, written by the projection insights.facts. Nothing here is about who.
CREATE TABLE insights_facts (
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
CREATE INDEX insights_facts_component ON insights_facts (component, kind, ended_at);
CREATE INDEX insights_facts_owner ON insights_facts (owner_ref, kind, ended_at);

-- The same by day (UTC), once for the owner and once for '*', everybody; a bin is a range of values (fact_figures.h).
CREATE TABLE insights_fact_days (
  owner_ref TEXT NOT NULL,
  kind      TEXT NOT NULL,
  day       TEXT NOT NULL,
  env_type  TEXT NOT NULL,
  bin       INTEGER NOT NULL,
  n         INTEGER NOT NULL,
  flagged   INTEGER NOT NULL,
  total     REAL NOT NULL,
  PRIMARY KEY (owner_ref, kind, day, env_type, bin)
);

-- What has begun and not ended.
CREATE TABLE insights_begun (
  kind  TEXT NOT NULL,
  id    TEXT NOT NULL,
  label TEXT NOT NULL,
  at    TEXT NOT NULL,
  PRIMARY KEY (kind, id)
);

CREATE TABLE insights_changes (
  id           TEXT NOT NULL PRIMARY KEY,  -- "shop#4"
  label        TEXT NOT NULL,              -- feat, fix, ..., from its title; '' when it says none
  opened_at    TEXT NOT NULL,
  reviewed_at  TEXT,                       -- first by somebody else
  merged_at    TEXT,
  merge_commit TEXT NOT NULL
);
CREATE INDEX insights_changes_merge ON insights_changes (merge_commit);

CREATE TABLE insights_components (
  name         TEXT NOT NULL PRIMARY KEY,
  owner_ref    TEXT NOT NULL,
  registered_at TEXT,
  is_from_path BOOL NOT NULL,              -- a golden path made it
  deployed_at  TEXT                        -- first to production
);
CREATE INDEX insights_components_owner ON insights_components (owner_ref);

CREATE TABLE insights_teams (
  owner_ref     TEXT NOT NULL PRIMARY KEY,
  created_at    TEXT NOT NULL,
  catalogued_at TEXT,
  path_at       TEXT,                      -- first run of a golden path
  deployed_at   TEXT                       -- first to production
);

-- Weeks (Monday, UTC) in which something was done by hand in what a team owns.
CREATE TABLE insights_team_weeks (
  owner_ref TEXT NOT NULL,
  week      TEXT NOT NULL,
  PRIMARY KEY (owner_ref, week)
);
