-- Who is told what happens here, and what is on its way to them.

CREATE TABLE federation_subscriptions (
  id          TEXT NOT NULL PRIMARY KEY,       -- ULID
  name        TEXT NOT NULL UNIQUE,            -- slug
  place       TEXT NOT NULL,               -- scheme and host; the whole address is a secret
  format      TEXT NOT NULL,                   -- cdevents | chat
  topics      TEXT NOT NULL,                   -- blank-separated; '' for all
  component   TEXT NOT NULL,                   -- only about this one, or ''
  is_enabled  BOOL NOT NULL,
  key_version INTEGER NOT NULL,                -- grows when the secret is replaced
  created_at  TEXT NOT NULL
);

CREATE TABLE federation_deliveries (
  id              TEXT NOT NULL PRIMARY KEY,   -- ULID; the webhook-id, the same at every attempt
  subscription_id TEXT NOT NULL REFERENCES federation_subscriptions (id) ON DELETE CASCADE,
  topic           TEXT NOT NULL,
  what            TEXT NOT NULL,               -- type of the event it tells
  content_type    TEXT NOT NULL,
  body            TEXT NOT NULL,
  state           TEXT NOT NULL,               -- waiting | delivered | dead
  attempts        INTEGER NOT NULL,
  next_at         TEXT NOT NULL,               -- of the next attempt; of one under way, when it counts as lost
  last_status     INTEGER NOT NULL,            -- HTTP status of the last answer, 0 for none
  last_error      TEXT NOT NULL,
  created_at      TEXT NOT NULL,
  ended_at        TEXT
);
CREATE INDEX federation_deliveries_due ON federation_deliveries (next_at) WHERE state = 'waiting';
CREATE INDEX federation_deliveries_subscription ON federation_deliveries (subscription_id, id);
CREATE INDEX federation_deliveries_state ON federation_deliveries (subscription_id, state, id);
CREATE INDEX federation_deliveries_age ON federation_deliveries (ended_at);
