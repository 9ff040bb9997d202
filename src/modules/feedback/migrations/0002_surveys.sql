-- Surveys. What somebody answered is counted and kept nowhere else: there is no row of a person's answers, no id, no time.

CREATE TABLE feedback_surveys (
  id         TEXT NOT NULL PRIMARY KEY,        -- ULID
  kind       TEXT NOT NULL,                    -- baseline | quarterly | first-deployment
  title      TEXT NOT NULL,
  state      TEXT NOT NULL,                    -- draft | open | closed
  k          INTEGER NOT NULL,                 -- the smallest group that is shown; fixed when it opens
  questions  TEXT NOT NULL,                    -- JSON: [{id, text, scale, dimension}]
  invited    INTEGER NOT NULL,
  answered   INTEGER NOT NULL,
  withheld   TEXT NOT NULL,                    -- JSON: the teams that are not shown; [] until it is closed
  created_at TEXT NOT NULL,
  opened_at  TEXT,
  closes_at  TEXT,
  closed_at  TEXT
);
CREATE INDEX feedback_surveys_state ON feedback_surveys (state, id);

-- Who is asked, and whether they answered. Goes when the survey is closed.
CREATE TABLE feedback_survey_people (
  survey_id    TEXT NOT NULL REFERENCES feedback_surveys (id),
  user_ref     TEXT NOT NULL,
  team_ref     TEXT NOT NULL,                  -- as it was when the person was asked; '' without one
  has_answered BOOL NOT NULL,
  PRIMARY KEY (survey_id, user_ref)
) WITHOUT ROWID;

-- How often a team gave a score. All rows of a team are there from the beginning and are written together with each
-- answer, so that no trace of the database says which of them an answer changed.
CREATE TABLE feedback_survey_counts (
  survey_id   TEXT NOT NULL REFERENCES feedback_surveys (id),
  team_ref    TEXT NOT NULL,
  question_id TEXT NOT NULL,                   -- '' with score 0: how many answered at all
  score       INTEGER NOT NULL,
  pending     INTEGER NOT NULL,                -- not part of any result yet
  released    INTEGER NOT NULL,
  PRIMARY KEY (survey_id, team_ref, question_id, score)
) WITHOUT ROWID;

-- Free text, without team and apart from the scores. Ids are random; each new text is written again with others.
CREATE TABLE feedback_survey_texts (
  id          TEXT NOT NULL PRIMARY KEY,
  survey_id   TEXT NOT NULL REFERENCES feedback_surveys (id),
  question_id TEXT NOT NULL,
  text        TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX feedback_survey_texts_survey ON feedback_survey_texts (survey_id, id);
