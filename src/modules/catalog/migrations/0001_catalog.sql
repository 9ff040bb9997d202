-- The catalog's current state. History is in the event log.
CREATE TABLE catalog_entities (
  ref         TEXT NOT NULL PRIMARY KEY,   -- 'component:default/web', lower case
  uid         TEXT NOT NULL UNIQUE,        -- ULID: one life of the entity
  kind        TEXT NOT NULL,               -- as written: 'Component'
  namespace   TEXT NOT NULL,
  name        TEXT NOT NULL,
  title       TEXT NOT NULL,
  description TEXT NOT NULL,
  type        TEXT NOT NULL,
  lifecycle   TEXT NOT NULL,
  owner_ref   TEXT NOT NULL,               -- may name an entity that does not exist (yet); '' for none
  project_id  TEXT NOT NULL,               -- the system, else the component itself
  is_public   BOOL NOT NULL,               -- every signed-in person may see it
  document    TEXT NOT NULL,               -- the descriptor as JSON, placeholders resolved
  source      TEXT NOT NULL,               -- 'repository:<name>' or 'api'
  source_file TEXT NOT NULL,
  source_commit TEXT NOT NULL,
  hash        TEXT NOT NULL,               -- SHA-256 of the canonical document
  search_text TEXT NOT NULL,
  created_at  TEXT NOT NULL,
  updated_at  TEXT NOT NULL
);
CREATE INDEX catalog_entities_kind ON catalog_entities (kind, ref);
CREATE INDEX catalog_entities_owner ON catalog_entities (owner_ref, ref);
CREATE INDEX catalog_entities_source ON catalog_entities (source, ref);

CREATE TABLE catalog_relations (
  source_ref TEXT NOT NULL,                -- the entity whose descriptor says so
  from_ref   TEXT NOT NULL,
  type       TEXT NOT NULL,                -- ownedBy, ownerOf, partOf, ...
  to_ref     TEXT NOT NULL,
  PRIMARY KEY (from_ref, type, to_ref, source_ref)
);
CREATE INDEX catalog_relations_source ON catalog_relations (source_ref);

CREATE TABLE catalog_tags (
  ref TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (tag, ref)
);
CREATE INDEX catalog_tags_ref ON catalog_tags (ref);

CREATE TABLE catalog_sources (
  source     TEXT NOT NULL PRIMARY KEY,
  commit_sha TEXT NOT NULL,                -- last one read
  problem    TEXT,                         -- JSON of the error when the last read failed
  updated_at TEXT NOT NULL
);
