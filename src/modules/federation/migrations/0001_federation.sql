-- What other systems tell us, and what came of it.

CREATE TABLE federation_sources (
  id              TEXT NOT NULL PRIMARY KEY,   -- ULID
  name            TEXT NOT NULL UNIQUE,        -- slug: part of the address it sends to
  type            TEXT NOT NULL,
  scheme          TEXT NOT NULL,
  is_enabled      BOOL NOT NULL,
  component       TEXT NOT NULL,               -- what is about nothing else is about that, or ''
  components      TEXT NOT NULL,               -- JSON object: the sender's names to ours
  environments    TEXT NOT NULL,               -- JSON object: the sender's names to environment types
  key_version     INTEGER NOT NULL,            -- grows when the secret is replaced
  created_at      TEXT NOT NULL,
  received_at     TEXT,                        -- the last genuine request
  refused_at      TEXT,                        -- the last one that proved nothing
  refused_because TEXT NOT NULL
);

-- Requests as they came, without what proved where they come from.
CREATE TABLE federation_received (
  id          TEXT NOT NULL PRIMARY KEY,       -- ULID
  source_id   TEXT NOT NULL REFERENCES federation_sources (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL,                   -- what the sender calls it, or ''
  headers     TEXT NOT NULL,                   -- JSON object: those that say what the body is
  body        BLOB NOT NULL,
  body_bytes  INTEGER NOT NULL,
  state       TEXT NOT NULL,                   -- mapped | ignored | refused | duplicate: the best of its outcomes
  outcomes    TEXT NOT NULL,                   -- JSON array, one for each thing it tells
  received_at TEXT NOT NULL,
  replayed_at TEXT
);
CREATE INDEX federation_received_source ON federation_received (source_id, id);
CREATE INDEX federation_received_state ON federation_received (source_id, state, id);
CREATE INDEX federation_received_age ON federation_received (received_at);

-- What must not be taken twice: ids and digests of requests.
CREATE TABLE federation_seen (
  source_id TEXT NOT NULL REFERENCES federation_sources (id) ON DELETE CASCADE,
  seen_key  TEXT NOT NULL,
  seen_at   TEXT NOT NULL,
  PRIMARY KEY (source_id, seen_key)
) WITHOUT ROWID;
CREATE INDEX federation_seen_age ON federation_seen (seen_at);

-- Facts that were made of requests: one a key, however often it is told.
CREATE TABLE federation_facts (
  source_id   TEXT NOT NULL REFERENCES federation_sources (id) ON DELETE CASCADE,
  fact_key    TEXT NOT NULL,
  type        TEXT NOT NULL,
  incident    TEXT NOT NULL,                   -- key of the incident it begins or ends, or ''
  at          TEXT NOT NULL,
  received_id TEXT NOT NULL,
  told        TEXT NOT NULL,                   -- what came of it: the event's type
  PRIMARY KEY (source_id, fact_key)
) WITHOUT ROWID;
CREATE INDEX federation_facts_incident ON federation_facts (source_id, incident, type);
