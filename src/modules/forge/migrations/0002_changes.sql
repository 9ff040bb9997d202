ALTER TABLE forge_repositories ADD COLUMN pushed_at TEXT;  -- when a ref moved last; absent before this was kept

CREATE TABLE forge_changes (
  id             TEXT NOT NULL PRIMARY KEY,      -- ULID
  repository_id  TEXT NOT NULL REFERENCES forge_repositories (id),
  number         INTEGER NOT NULL,               -- from 1 in each repository
  title          TEXT NOT NULL,
  description    TEXT NOT NULL,
  author_ref     TEXT NOT NULL,
  source_branch  TEXT NOT NULL,
  target_branch  TEXT NOT NULL,
  state          TEXT NOT NULL,                  -- open, merged, closed
  head_sha       TEXT NOT NULL,                  -- the source branch as announced (forge_refs); frozen at the end
  target_sha     TEXT,                           -- where the target stood before the merge
  merge_sha      TEXT,
  strategy       TEXT,                           -- merge, squash, rebase, or push when it came without the platform
  ended_by       TEXT,
  ended_at       TEXT,
  created_at     TEXT NOT NULL,
  updated_at     TEXT NOT NULL,
  UNIQUE (repository_id, number)
);
CREATE INDEX forge_changes_source ON forge_changes (repository_id, state, source_branch);
CREATE INDEX forge_changes_state ON forge_changes (state, id);
CREATE INDEX forge_changes_author ON forge_changes (author_ref, id);

-- Written before the target branch is moved, removed with the change's end: what a crash leaves is settled from here.
CREATE TABLE forge_change_merges (
  change_id      TEXT NOT NULL PRIMARY KEY REFERENCES forge_changes (id),
  head_sha       TEXT NOT NULL,
  target_sha     TEXT NOT NULL,                  -- the branch moves from here
  merge_sha      TEXT NOT NULL,                  -- to here
  strategy       TEXT NOT NULL,
  actor          TEXT NOT NULL,
  deletes_source BOOL NOT NULL,
  begun_at       TEXT NOT NULL
);

CREATE TABLE forge_change_reviews (
  id           TEXT NOT NULL PRIMARY KEY,        -- ULID
  change_id    TEXT NOT NULL REFERENCES forge_changes (id),
  reviewer_ref TEXT NOT NULL,
  verdict      TEXT NOT NULL,                    -- approve, request_changes, comment
  body         TEXT NOT NULL,
  commit_sha   TEXT NOT NULL,                    -- the head that was judged
  created_at   TEXT NOT NULL
);
CREATE INDEX forge_change_reviews_change ON forge_change_reviews (change_id, id);

CREATE TABLE forge_change_threads (
  id          TEXT NOT NULL PRIMARY KEY,         -- ULID
  change_id   TEXT NOT NULL REFERENCES forge_changes (id),
  path        TEXT NOT NULL,                     -- '' for the conversation as a whole
  side        TEXT NOT NULL,                     -- old, new
  line        INTEGER NOT NULL,
  line_text   TEXT NOT NULL,
  commit_sha  TEXT NOT NULL,                     -- the head when it was begun
  is_resolved BOOL NOT NULL,
  resolved_by TEXT
);
CREATE INDEX forge_change_threads_change ON forge_change_threads (change_id, id);

CREATE TABLE forge_change_comments (
  id         TEXT NOT NULL PRIMARY KEY,          -- ULID
  thread_id  TEXT NOT NULL REFERENCES forge_change_threads (id),
  author_ref TEXT NOT NULL,
  body       TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE INDEX forge_change_comments_thread ON forge_change_comments (thread_id, id);

-- What a branch demands of changes; a branch without a row demands nothing.
CREATE TABLE forge_protections (
  repository_id             TEXT NOT NULL REFERENCES forge_repositories (id),
  branch                    TEXT NOT NULL,
  required_approvals        INTEGER NOT NULL,
  required_checks           TEXT NOT NULL,       -- names of workflows, one a line
  requires_owner_approval   BOOL NOT NULL,
  requires_resolved_threads BOOL NOT NULL,
  requires_change           BOOL NOT NULL,
  PRIMARY KEY (repository_id, branch)
);
