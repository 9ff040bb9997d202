-- Doc sets as the repositories' default branches have them. Everything here can be read again from there.
CREATE TABLE docs_sets (
  ref           TEXT NOT NULL PRIMARY KEY,  -- the entity, or 'platform:default/manual'
  title         TEXT NOT NULL,
  owner_ref     TEXT NOT NULL,
  project_id    TEXT NOT NULL,
  is_public     BOOL NOT NULL,
  repository    TEXT NOT NULL,              -- '' for the manual
  commit_sha    TEXT NOT NULL,
  base          TEXT NOT NULL,              -- folder of the pages in the repository
  has_site_file BOOL NOT NULL,
  nav           TEXT NOT NULL,              -- JSON: [{title, page, url, children}]
  assets        TEXT NOT NULL,              -- JSON: [path]
  problems      TEXT NOT NULL,              -- JSON: [text]
  home          TEXT NOT NULL,
  page_count    INTEGER NOT NULL,
  updated_at    TEXT NOT NULL
);
CREATE INDEX docs_sets_repository ON docs_sets (repository, ref);
CREATE INDEX docs_sets_owner ON docs_sets (owner_ref, ref);

CREATE TABLE docs_pages (
  set_ref     TEXT NOT NULL REFERENCES docs_sets (ref),
  path        TEXT NOT NULL,
  title       TEXT NOT NULL,
  search_text TEXT NOT NULL,                -- path, title and text without Markdown's marks
  digest      TEXT NOT NULL,                -- SHA-256 of the Markdown
  PRIMARY KEY (set_ref, path)
);
