-- How entities stand on the scorecards, and what that was told from.

-- The entities a scorecard can be about. No people: kind user never comes here.
CREATE TABLE scorecards_subjects (
  entity_ref   TEXT NOT NULL PRIMARY KEY,
  kind         TEXT NOT NULL,
  title        TEXT NOT NULL,
  owner_ref    TEXT NOT NULL,
  team_ref     TEXT NOT NULL,                  -- the owner when it is a group, else ''
  project_id   TEXT NOT NULL,
  repository   TEXT NOT NULL,                  -- '' when the descriptor came another way
  is_public    BOOL NOT NULL,
  next_look_at TEXT                            -- when time alone can change a result; NULL when it cannot
);
CREATE INDEX scorecards_subjects_repository ON scorecards_subjects (repository);
CREATE INDEX scorecards_subjects_look ON scorecards_subjects (next_look_at);

-- What each source knows about an entity.
CREATE TABLE scorecards_facts (
  entity_ref TEXT NOT NULL,
  source     TEXT NOT NULL,
  body       TEXT NOT NULL,                    -- JSON object, '' when it knows nothing
  reason     TEXT NOT NULL,                    -- then: why
  read_at    TEXT NOT NULL,
  PRIMARY KEY (entity_ref, source)
) WITHOUT ROWID;

-- Results that came over the API.
CREATE TABLE scorecards_pushed (
  scorecard  TEXT NOT NULL,
  check_id   TEXT NOT NULL,
  entity_ref TEXT NOT NULL,
  outcome    TEXT NOT NULL,                    -- pass | fail
  reason     TEXT NOT NULL,
  source     TEXT NOT NULL,
  url        TEXT NOT NULL,
  at         TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  PRIMARY KEY (entity_ref, scorecard, check_id)
) WITHOUT ROWID;

-- The definition that the results below were made with.
CREATE TABLE scorecards_definitions (
  scorecard TEXT NOT NULL PRIMARY KEY,
  digest    TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE scorecards_results (
  scorecard  TEXT NOT NULL,
  entity_ref TEXT NOT NULL,
  check_id   TEXT NOT NULL,
  outcome    TEXT NOT NULL,                    -- pass | fail | unknown | waived
  reason     TEXT NOT NULL,
  evidence   TEXT NOT NULL,                    -- JSON object: pointer to the value that was there
  since      TEXT NOT NULL,
  PRIMARY KEY (scorecard, entity_ref, check_id)
) WITHOUT ROWID;
CREATE INDEX scorecards_results_entity ON scorecards_results (entity_ref);

CREATE TABLE scorecards_standings (
  scorecard  TEXT NOT NULL,
  entity_ref TEXT NOT NULL,
  level      TEXT NOT NULL,                    -- '' for none
  level_rank INTEGER NOT NULL,                 -- from 1; 0 for none
  score      INTEGER NOT NULL,                 -- hundredths of the weight that passes
  since      TEXT NOT NULL,
  PRIMARY KEY (scorecard, entity_ref)
) WITHOUT ROWID;
CREATE INDEX scorecards_standings_entity ON scorecards_standings (entity_ref);

-- Changes only: a first result makes no row.
CREATE TABLE scorecards_history (
  id           TEXT NOT NULL PRIMARY KEY,      -- ULID
  entity_ref   TEXT NOT NULL,
  scorecard    TEXT NOT NULL,
  check_id     TEXT NOT NULL,                  -- '' for a change of the level
  from_outcome TEXT NOT NULL,
  to_outcome   TEXT NOT NULL,
  reason       TEXT NOT NULL,
  at           TEXT NOT NULL
);
CREATE INDEX scorecards_history_entity ON scorecards_history (entity_ref, id);
