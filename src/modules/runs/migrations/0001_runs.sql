-- The run engine. A node's id is its run's number * 2^20 + its index in the run, so it says which run it belongs to.

CREATE TABLE runs_counters (
  name  TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
);

CREATE TABLE runs (
  id                  TEXT NOT NULL PRIMARY KEY,      -- ULID
  number              INTEGER NOT NULL UNIQUE,        -- "#12"
  kind                TEXT NOT NULL,
  title               TEXT NOT NULL,
  subject             TEXT NOT NULL,
  owner_ref           TEXT NOT NULL,
  project_id          TEXT NOT NULL,
  env_type            TEXT NOT NULL,
  state               TEXT NOT NULL,
  trigger_kind        TEXT NOT NULL,
  trigger_actor       TEXT NOT NULL,
  trigger_ref         TEXT NOT NULL,
  trigger_commit      TEXT NOT NULL,
  inputs              TEXT NOT NULL,                  -- JSON object
  group_key           TEXT NOT NULL,                  -- lower case; '' for none
  when_busy           TEXT NOT NULL,
  timeout_ms          INTEGER NOT NULL,
  deadline_at         TEXT,                           -- set when it starts
  parent_id           TEXT,
  rerun_of            TEXT,
  idempotency_key     TEXT UNIQUE,
  open_nodes          INTEGER NOT NULL,               -- nodes that have not ended
  failed_nodes        INTEGER NOT NULL,               -- failures that fail the run
  next_index          INTEGER NOT NULL,               -- of the next node
  journal_seq         INTEGER NOT NULL,               -- of the last journal row
  cancel_requested_at TEXT,
  cancel_reason       TEXT NOT NULL,
  waiting_reason      TEXT NOT NULL,
  error               TEXT,                           -- JSON of the first failing node's error
  host_id             TEXT NOT NULL,                  -- where its logs are
  created_at          TEXT NOT NULL,
  started_at          TEXT,
  finished_at         TEXT
);
CREATE INDEX runs_by_kind ON runs (kind, id);
CREATE INDEX runs_by_subject ON runs (subject, id);
CREATE INDEX runs_by_project ON runs (project_id, id);
CREATE INDEX runs_by_owner ON runs (owner_ref, id);
CREATE INDEX runs_by_state ON runs (state, id);

CREATE TABLE runs_nodes (
  id              INTEGER NOT NULL PRIMARY KEY,
  run_id          TEXT NOT NULL REFERENCES runs (id),
  key             TEXT NOT NULL,
  title           TEXT NOT NULL,
  kind            TEXT NOT NULL,
  needs           TEXT NOT NULL,                      -- JSON array of keys
  spec            TEXT NOT NULL,                      -- JSON object
  run_when        TEXT NOT NULL,                      -- success | always | failure
  retry           TEXT NOT NULL,                      -- JSON object
  timeout_ms      INTEGER NOT NULL,
  allow_failure   BOOL NOT NULL,
  is_expansion    BOOL NOT NULL,                      -- added while the run went on
  priority        INTEGER NOT NULL,
  state           TEXT NOT NULL,
  pending         INTEGER NOT NULL,                   -- needs that have not ended
  upstream_failed BOOL NOT NULL,                      -- a need, or an ancestor, failed
  attempt         INTEGER NOT NULL,
  fence           INTEGER NOT NULL,
  outputs         TEXT NOT NULL,                      -- JSON object
  error           TEXT,                               -- JSON object
  waiting_reason  TEXT NOT NULL,
  started_at      TEXT,
  finished_at     TEXT,
  UNIQUE (run_id, key)
);

CREATE TABLE runs_node_deps (
  from_id INTEGER NOT NULL REFERENCES runs_nodes (id),
  to_id   INTEGER NOT NULL REFERENCES runs_nodes (id),
  PRIMARY KEY (from_id, to_id)
);
CREATE INDEX runs_node_deps_to ON runs_node_deps (to_id);

-- Only what can be claimed now or at a known time: stays small whatever the history.
CREATE TABLE runs_ready (
  node_id  INTEGER NOT NULL PRIMARY KEY,
  priority INTEGER NOT NULL,                          -- negated, so that one ascending index serves the claim
  ready_at INTEGER NOT NULL                           -- microseconds since 1970
);
CREATE INDEX runs_ready_order ON runs_ready (priority, ready_at, node_id);

CREATE TABLE runs_leases (
  node_id     INTEGER NOT NULL PRIMARY KEY,
  runner_id   TEXT NOT NULL,                          -- one life of one server process
  host_id     TEXT NOT NULL,
  fence       INTEGER NOT NULL,
  lease_until INTEGER NOT NULL                        -- microseconds since 1970
);
CREATE INDEX runs_leases_runner ON runs_leases (runner_id);

CREATE TABLE runs_steps (
  node_id     INTEGER NOT NULL,
  attempt     INTEGER NOT NULL,
  step        INTEGER NOT NULL,
  name        TEXT NOT NULL,
  state       TEXT NOT NULL,
  exit_code   INTEGER,
  log_lines   INTEGER NOT NULL,
  started_at  TEXT,
  finished_at TEXT,
  PRIMARY KEY (node_id, attempt, step)
);

CREATE TABLE runs_journal (
  run_id TEXT NOT NULL,
  seq    INTEGER NOT NULL,
  at     TEXT NOT NULL,
  type   TEXT NOT NULL,
  node   TEXT NOT NULL,
  data   TEXT NOT NULL,                               -- JSON object
  PRIMARY KEY (run_id, seq)
);

CREATE TABLE runs_effects (
  key         TEXT NOT NULL PRIMARY KEY,              -- SHA-256 over root run, node key and name
  node_id     INTEGER NOT NULL,
  name        TEXT NOT NULL,
  state       TEXT NOT NULL,                          -- intent | done | unknown
  request     TEXT NOT NULL,
  prepared    TEXT NOT NULL,
  response    TEXT NOT NULL,
  fence       INTEGER NOT NULL,
  intended_at TEXT NOT NULL,
  settled_at  TEXT
);
CREATE INDEX runs_effects_node ON runs_effects (node_id);

CREATE TABLE runs_timers (
  node_id INTEGER NOT NULL PRIMARY KEY,
  due_at  INTEGER NOT NULL                            -- microseconds since 1970
);
CREATE INDEX runs_timers_due ON runs_timers (due_at);

CREATE TABLE runs_approvals (
  node_id    INTEGER NOT NULL PRIMARY KEY,
  state      TEXT NOT NULL,                           -- waiting | approved | denied | cancelled
  decided_by TEXT NOT NULL,
  comment    TEXT NOT NULL,
  decided_at TEXT
);

CREATE TABLE runs_groups (
  group_key TEXT NOT NULL PRIMARY KEY,
  run_id    TEXT NOT NULL                             -- the holder
);
CREATE TABLE runs_group_waits (
  group_key  TEXT NOT NULL,
  run_number INTEGER NOT NULL,
  run_id     TEXT NOT NULL,
  PRIMARY KEY (group_key, run_number)
);

CREATE TABLE runs_artifacts (
  run_id     TEXT NOT NULL,
  name       TEXT NOT NULL,
  digest     TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (run_id, name)
);
