-- Bars that are raised: checks that everybody in a scope is asked to pass by a date.

CREATE TABLE scorecards_campaigns (
  id           TEXT NOT NULL PRIMARY KEY,      -- ULID
  title        TEXT NOT NULL,
  why          TEXT NOT NULL,
  scorecard    TEXT NOT NULL,
  checks       TEXT NOT NULL,                  -- JSON list of ids
  level        TEXT NOT NULL,                  -- the level they make, '' when they were chosen one by one
  team_ref     TEXT NOT NULL,                  -- whom it is for, '' for everybody
  owner_ref    TEXT NOT NULL,                  -- who answers for it
  state        TEXT NOT NULL,                  -- running | done | over | ended
  end_reason   TEXT NOT NULL,
  starts_at    TEXT NOT NULL,
  due_at       TEXT NOT NULL,
  ended_at     TEXT,
  next_wake_at TEXT,                           -- the next reminder, or the end; NULL when it has ended
  progress_at  TEXT NOT NULL                   -- which rows of the progress are the latest
);
CREATE INDEX scorecards_campaigns_state ON scorecards_campaigns (state, id);
CREATE INDEX scorecards_campaigns_wake ON scorecards_campaigns (next_wake_at);

-- How many entities of a team meet it, minute by minute as far as it changed. No people are in here.
CREATE TABLE scorecards_progress (
  campaign_id TEXT NOT NULL,
  at          TEXT NOT NULL,
  team_ref    TEXT NOT NULL,                   -- '' for what no group owns
  is_public   BOOL NOT NULL,                   -- of the entities counted
  met         INTEGER NOT NULL,
  unmet       INTEGER NOT NULL,
  unknown     INTEGER NOT NULL,
  PRIMARY KEY (campaign_id, at, team_ref, is_public)
) WITHOUT ROWID;
