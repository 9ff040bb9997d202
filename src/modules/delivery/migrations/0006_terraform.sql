-- What terraform knows of the resources its driver made. Contents hold sensitive values and lie under the master key.

CREATE TABLE delivery_terraform_states (
  id            TEXT NOT NULL PRIMARY KEY,      -- the resource's gu_id
  lineage       TEXT NOT NULL,                  -- of the program: '' until something was written
  serial        INTEGER NOT NULL,
  version       INTEGER NOT NULL,               -- of delivery_terraform_versions, what is in force; 0 for nothing
  last_version  INTEGER NOT NULL,
  configuration BLOB,                           -- sealed: what was applied last, for looking again and for destroying
  lock_id       TEXT,                           -- the program's own
  lock_info     TEXT NOT NULL,                  -- JSON of the program, '' without a lock
  lock_run      TEXT NOT NULL,                  -- which run of the driver holds it
  lock_host     TEXT NOT NULL,
  locked_until  TEXT,                           -- a lock of another host's run that is over counts no more
  ended_at      TEXT,                           -- when the resource was destroyed
  updated_at    TEXT NOT NULL
);
CREATE INDEX delivery_terraform_states_ended ON delivery_terraform_states (ended_at);

CREATE TABLE delivery_terraform_versions (
  state_id   TEXT NOT NULL REFERENCES delivery_terraform_states (id),
  version    INTEGER NOT NULL,
  serial     INTEGER NOT NULL,
  tool       TEXT NOT NULL,                     -- terraform_version of the text
  digest     TEXT NOT NULL,                     -- SHA-256 of the text, 64 hex
  size_bytes INTEGER NOT NULL,
  content    BLOB NOT NULL,                     -- sealed
  created_at TEXT NOT NULL,
  PRIMARY KEY (state_id, version)
);
