-- Machines that run jobs for the server. Credentials and tokens are kept as SHA-256 of what the machine has.

CREATE TABLE runners_runners (
  id              TEXT NOT NULL PRIMARY KEY,          -- ULID
  name            TEXT NOT NULL UNIQUE,
  labels          TEXT NOT NULL,                      -- JSON array, lower case
  version         TEXT NOT NULL,                      -- of its program, when it was last heard of
  credential_hash TEXT NOT NULL UNIQUE,
  is_draining     BOOL NOT NULL,
  has_left        BOOL NOT NULL,                      -- it ended in order, and did not come back since
  created_by      TEXT NOT NULL,                      -- who made the token it registered with
  created_at      TEXT NOT NULL,
  seen_at         TEXT                                -- at most half a minute old while it is there
);

CREATE TABLE runners_tokens (
  hash       TEXT NOT NULL PRIMARY KEY,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL
);
CREATE INDEX runners_tokens_expiry ON runners_tokens (expires_at);
