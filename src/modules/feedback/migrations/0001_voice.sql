-- What developers say about the platform, what the platform team answers, and who is told.

CREATE TABLE feedback_items (
  id           TEXT NOT NULL PRIMARY KEY,      -- ULID
  kind         TEXT NOT NULL,                  -- idea | problem | question | praise | friction
  text         TEXT NOT NULL,
  page         TEXT NOT NULL,                  -- path in the portal, '' when it came from elsewhere
  entity_ref   TEXT NOT NULL,                  -- what the page was about, or ''
  context      TEXT NOT NULL,                  -- what was being done: a command or a run, or ''
  author_ref   TEXT NOT NULL,                  -- '' when it was sent without a name
  status       TEXT NOT NULL,                  -- new | planned | shipped | declined | answered
  answer       TEXT NOT NULL,
  roadmap_id   TEXT NOT NULL,                  -- feedback_roadmap.id, or ''
  votes        INTEGER NOT NULL,
  created_at   TEXT NOT NULL,
  updated_at   TEXT NOT NULL,
  responded_at TEXT                            -- the first answer or change of status; NULL until then
);
CREATE INDEX feedback_items_votes ON feedback_items (votes, id);
CREATE INDEX feedback_items_roadmap ON feedback_items (roadmap_id, id);
CREATE INDEX feedback_items_entity ON feedback_items (entity_ref, id);
CREATE INDEX feedback_items_author ON feedback_items (author_ref, id);

CREATE TABLE feedback_roadmap (
  id         TEXT NOT NULL PRIMARY KEY,        -- ULID
  title      TEXT NOT NULL,
  why        TEXT NOT NULL,                    -- the pain it answers
  stage      TEXT NOT NULL,                    -- now | next | later | shipped | dropped
  note       TEXT NOT NULL,                    -- of shipped: the release note; of dropped: the reason
  capability TEXT NOT NULL,                    -- entity reference, or ''
  votes      INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  shipped_at TEXT
);
CREATE INDEX feedback_roadmap_stage ON feedback_roadmap (stage, id);

-- Of feedback and of the roadmap: one a person.
CREATE TABLE feedback_votes (
  subject_id TEXT NOT NULL,
  user_ref   TEXT NOT NULL,
  PRIMARY KEY (subject_id, user_ref)
) WITHOUT ROWID;

CREATE TABLE feedback_notifications (
  id         TEXT NOT NULL PRIMARY KEY,        -- ULID
  user_ref   TEXT NOT NULL,
  kind       TEXT NOT NULL,
  title      TEXT NOT NULL,
  text       TEXT NOT NULL,
  link       TEXT NOT NULL,                    -- path in the portal
  created_at TEXT NOT NULL,
  read_at    TEXT
);
CREATE INDEX feedback_notifications_user ON feedback_notifications (user_ref, id);
CREATE INDEX feedback_notifications_age ON feedback_notifications (created_at);

-- Until when a person has seen what is new.
CREATE TABLE feedback_news_seen (
  user_ref TEXT NOT NULL PRIMARY KEY,
  seen_at  TEXT NOT NULL
) WITHOUT ROWID;
