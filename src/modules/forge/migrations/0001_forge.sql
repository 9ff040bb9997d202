CREATE TABLE forge_repositories (
  id             TEXT NOT NULL PRIMARY KEY,      -- ULID; also the folder's name
  name           TEXT NOT NULL UNIQUE,           -- lower case
  description    TEXT NOT NULL,
  owner_ref      TEXT NOT NULL,
  project_id     TEXT NOT NULL,
  default_branch TEXT NOT NULL,
  host_id        TEXT NOT NULL,                  -- whose disk it is on
  created_at     TEXT NOT NULL
);
CREATE INDEX forge_repositories_owner ON forge_repositories (owner_ref, name);

-- Refs as they were last announced by a forge.pushed event.
CREATE TABLE forge_refs (
  repository_id TEXT NOT NULL REFERENCES forge_repositories (id),
  ref           TEXT NOT NULL,                   -- refs/heads/main
  commit_sha    TEXT NOT NULL,
  PRIMARY KEY (repository_id, ref)
);
