-- Who must agree before something is deployed, to what they agreed, and when nothing is deployed.

-- In force for a type of environment; without a row nobody needs to agree.
CREATE TABLE delivery_approval_rules (
  env_type          TEXT NOT NULL PRIMARY KEY,
  required          INTEGER NOT NULL,           -- how many must agree; 0 switches the rule off
  four_eyes         BOOL NOT NULL,              -- who asked does not count
  approvers         TEXT NOT NULL,              -- group references with commas between; empty: whoever may approve there
  expires_after_s   INTEGER NOT NULL,
  changed_by        TEXT NOT NULL,
  changed_at        TEXT NOT NULL
);

-- One request to agree to one plan; what its run waits for.
CREATE TABLE delivery_approvals (
  id            TEXT NOT NULL PRIMARY KEY,      -- ULID
  deployment_id TEXT NOT NULL,
  run_id        TEXT NOT NULL,
  round         INTEGER NOT NULL,               -- 1, 2, ... within the run: a plan that changed is asked for anew
  component     TEXT NOT NULL,
  project_id    TEXT NOT NULL,
  environment   TEXT NOT NULL,
  env_type      TEXT NOT NULL,
  owner_ref     TEXT NOT NULL,
  mode          TEXT NOT NULL,
  release_number INTEGER NOT NULL,
  plan          TEXT NOT NULL,                  -- JSON, as shown to who decides
  plan_hash     TEXT NOT NULL,                  -- 64 hex
  required      INTEGER NOT NULL,               -- the rule as it was when this was asked
  four_eyes     BOOL NOT NULL,
  approvers     TEXT NOT NULL,
  state         TEXT NOT NULL,                  -- waiting | approved | denied | expired | stale | cancelled
  reason        TEXT NOT NULL,                  -- why it was asked for
  requested_by  TEXT NOT NULL,
  created_at    TEXT NOT NULL,
  expires_at    TEXT NOT NULL,
  closed_at     TEXT,
  UNIQUE (run_id, round)
);
CREATE INDEX delivery_approvals_state ON delivery_approvals (state, id);
CREATE INDEX delivery_approvals_place ON delivery_approvals (component, environment, id);
CREATE INDEX delivery_approvals_deployment ON delivery_approvals (deployment_id);

CREATE TABLE delivery_approval_votes (
  approval_id TEXT NOT NULL REFERENCES delivery_approvals (id),
  voter_ref   TEXT NOT NULL,
  approves    BOOL NOT NULL,
  comment     TEXT NOT NULL,
  plan_hash   TEXT NOT NULL,
  voted_at    TEXT NOT NULL,
  PRIMARY KEY (approval_id, voter_ref)
);

-- When nothing, or only then something, is deployed.
CREATE TABLE delivery_freezes (
  id               TEXT NOT NULL PRIMARY KEY,   -- ULID
  effect           TEXT NOT NULL,               -- deny | allow
  reason           TEXT NOT NULL,
  project_id       TEXT NOT NULL,               -- '' for every project
  env_type         TEXT NOT NULL,               -- '' for every type
  owner_ref        TEXT NOT NULL,               -- the project's, '' for every project
  starts_at        TEXT NOT NULL,
  ends_at          TEXT,                        -- NULL: until it is removed
  weekdays         TEXT NOT NULL,               -- of a weekly window: "mon,fri"; '' for one that is open from start to end
  at_minute        INTEGER NOT NULL,            -- of the day in UTC
  duration_minutes INTEGER NOT NULL,
  may_override     BOOL NOT NULL,               -- whoever may deploy may pass it with a reason
  created_by       TEXT NOT NULL,
  created_at       TEXT NOT NULL
);
CREATE INDEX delivery_freezes_end ON delivery_freezes (ends_at);
