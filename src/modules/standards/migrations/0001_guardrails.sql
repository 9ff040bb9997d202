-- What was decided at the gates, with what it was decided upon.
CREATE TABLE standards_decisions (
  id          TEXT NOT NULL PRIMARY KEY,
  at          TEXT NOT NULL,
  gate        TEXT NOT NULL,
  subject     TEXT NOT NULL,
  component   TEXT NOT NULL,
  project_id  TEXT NOT NULL,
  environment TEXT NOT NULL,
  env_type    TEXT NOT NULL,
  owner_ref   TEXT NOT NULL,
  actor       TEXT NOT NULL,
  outcome     TEXT NOT NULL,               -- allowed, advised, overridden, approval, blocked
  input       TEXT NOT NULL,               -- JSON; no secret
  results     TEXT NOT NULL,               -- JSON: each policy with its digest and what it said
  override_reason TEXT NOT NULL            -- '' without
);
CREATE INDEX standards_decisions_at ON standards_decisions (at);
CREATE INDEX standards_decisions_subject ON standards_decisions (subject, id);
CREATE INDEX standards_decisions_gate ON standards_decisions (gate, id);

-- What followed from a decision: the run, deployment or change that it let begin.
CREATE TABLE standards_decision_links (
  reference   TEXT NOT NULL,               -- 'run:<id>', 'deployment:<id>', 'change:<repository>#<n>'
  decision_id TEXT NOT NULL REFERENCES standards_decisions (id) ON DELETE CASCADE,
  PRIMARY KEY (reference, decision_id)
);
CREATE INDEX standards_decision_links_decision ON standards_decision_links (decision_id);

-- Every text a policy had when it decided something.
CREATE TABLE standards_policy_versions (
  digest     TEXT NOT NULL PRIMARY KEY,
  policy     TEXT NOT NULL,
  document   TEXT NOT NULL,                -- JSON
  first_used TEXT NOT NULL
);
CREATE INDEX standards_policy_versions_policy ON standards_policy_versions (policy);

-- Modes of shipped policies that were changed from what they ship with.
CREATE TABLE standards_policy_modes (
  policy TEXT NOT NULL PRIMARY KEY,
  mode   TEXT NOT NULL,
  set_by TEXT NOT NULL,
  set_at TEXT NOT NULL
);

-- Leave from a policy or a check for a time.
CREATE TABLE standards_waivers (
  id           TEXT NOT NULL PRIMARY KEY,
  target_kind  TEXT NOT NULL,              -- policy, check
  target       TEXT NOT NULL,
  component    TEXT NOT NULL,
  project_id   TEXT NOT NULL,
  environment  TEXT NOT NULL,              -- '' for all
  env_type     TEXT NOT NULL,
  owner_ref    TEXT NOT NULL,
  reason       TEXT NOT NULL,
  control      TEXT NOT NULL,              -- what is done instead
  state        TEXT NOT NULL,              -- requested, approved, refused, revoked, ended
  requested_by TEXT NOT NULL,
  requested_at TEXT NOT NULL,
  expires_at   TEXT NOT NULL,
  decided_by   TEXT NOT NULL,
  decided_at   TEXT,
  comment      TEXT NOT NULL,
  decision_id  TEXT NOT NULL,              -- what it was asked for after, or ''
  reminded_at  TEXT
);
CREATE INDEX standards_waivers_target ON standards_waivers (state, target_kind, target, component);
CREATE INDEX standards_waivers_expiry ON standards_waivers (state, expires_at);

-- Times in which nothing is to change.
CREATE TABLE standards_freezes (
  id         TEXT NOT NULL PRIMARY KEY,
  title      TEXT NOT NULL,
  reason     TEXT NOT NULL,
  env_types  TEXT NOT NULL,                -- separated by ','
  project_id TEXT NOT NULL,                -- '' for all
  owner_ref  TEXT NOT NULL,
  starts_at  TEXT NOT NULL,
  ends_at    TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL
);
CREATE INDEX standards_freezes_ends ON standards_freezes (ends_at);
