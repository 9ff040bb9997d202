-- What nobody knows of a resource: whether the call that was to make or change it came to its end. One for a resource
-- at most; the last answer stays, so that it may be given again.
CREATE TABLE delivery_resource_questions (
  gu_id         TEXT NOT NULL PRIMARY KEY,     -- of a row of delivery_resources
  about         TEXT NOT NULL,                 -- make | change
  reason        TEXT NOT NULL,                 -- why it is not known
  input_hash    TEXT NOT NULL,                 -- of what was begun
  asked_at      TEXT NOT NULL,
  answer        TEXT NOT NULL DEFAULT '',      -- '' while it is open; exists | absent, or found | repeated without a person
  answered_by   TEXT NOT NULL DEFAULT '',
  answered_at   TEXT
);

-- The nodes of runs that wait for the answer; several may, where a resource is shared.
CREATE TABLE delivery_resource_waits (
  gu_id         TEXT NOT NULL,
  run_id        TEXT NOT NULL,
  node          TEXT NOT NULL,                 -- its key
  PRIMARY KEY (gu_id, run_id)
);
