-- How good the documentation is: what broke, what is old, what nobody finds, what helped.

-- A row says that the links of this commit were checked.
CREATE TABLE docs_quality (
  set_ref         TEXT NOT NULL PRIMARY KEY,
  commit_sha      TEXT NOT NULL,
  code_changed_at TEXT                       -- when something beside the documentation changed last; NULL if unknown
);

CREATE TABLE docs_page_changes (
  set_ref    TEXT NOT NULL,
  path       TEXT NOT NULL,
  digest     TEXT NOT NULL,                  -- of the Markdown that changed then
  changed_at TEXT,                           -- NULL if unknown
  PRIMARY KEY (set_ref, path)
) WITHOUT ROWID;

CREATE TABLE docs_broken_links (
  set_ref TEXT NOT NULL,
  page    TEXT NOT NULL,
  link    TEXT NOT NULL,                     -- as written
  reason  TEXT NOT NULL,                     -- no_target | no_anchor
  PRIMARY KEY (set_ref, page, link)
) WITHOUT ROWID;

-- "Was this useful?": one vote a person and heading. Counts are shown, people are not.
CREATE TABLE docs_votes (
  set_ref   TEXT NOT NULL,
  page      TEXT NOT NULL,
  heading   TEXT NOT NULL,                   -- id of the heading, '' for the page
  user_ref  TEXT NOT NULL,
  is_useful BOOL NOT NULL,
  PRIMARY KEY (set_ref, page, heading, user_ref)
) WITHOUT ROWID;

-- Searches that found nothing, by their words. Shown from some number of people on.
CREATE TABLE docs_missed_searches (
  text     TEXT NOT NULL PRIMARY KEY,
  people   INTEGER NOT NULL,                 -- different ones; not counted further than needed to be shown
  searches INTEGER NOT NULL,
  last_day TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX docs_missed_searches_day ON docs_missed_searches (last_day);

-- Who has searched it, as a digest, until enough have: then the rows go.
CREATE TABLE docs_missed_people (
  text   TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (text, digest)
) WITHOUT ROWID;
