-- What happened. Rows are never updated; a payload may be erased by itself, its digest stays.
CREATE TABLE events (
  id TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  actor TEXT NOT NULL,
  owner_ref TEXT NOT NULL,
  project_id TEXT NOT NULL,
  env_type TEXT NOT NULL,
  payload_digest TEXT NOT NULL
);
CREATE INDEX events_subject ON events (subject, id);
CREATE INDEX events_actor ON events (actor, id);
CREATE INDEX events_type ON events (type, id);

-- The salt goes with the payload: without it a short payload could be guessed from its digest.
CREATE TABLE event_payloads (
  event_id TEXT PRIMARY KEY REFERENCES events (id),
  salt TEXT NOT NULL,
  payload TEXT NOT NULL
);

-- The one order, and the chain.
CREATE TABLE event_seals (
  sequence INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL UNIQUE REFERENCES events (id),
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
);

-- Committed events the leader has yet to seal (SQLite seals at once). A transaction that saw another's commit has a
-- higher number, so sealing by number keeps cause before effect.
-- only: postgres
CREATE TABLE events_unsealed (
  number INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL REFERENCES events (id)
);

-- How far each projection and consumer has come.
CREATE TABLE event_cursors (
  name TEXT PRIMARY KEY,
  version INTEGER NOT NULL,
  sequence INTEGER NOT NULL
);
