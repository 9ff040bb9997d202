-- Answers at gates, each with the input it was made from.
CREATE TABLE standards_decisions (
  id              TEXT NOT NULL PRIMARY KEY,   -- ULID
  gate            TEXT NOT NULL,               -- create | merge | deploy | promote | provision | secret-read
  subject_ref     TEXT NOT NULL,
  cause           TEXT NOT NULL,               -- '<noun>:<id>' of what asked, or ''
  owner_ref       TEXT NOT NULL,
  project_id      TEXT NOT NULL,
  env_type        TEXT NOT NULL,
  environment     TEXT NOT NULL,
  actor           TEXT NOT NULL,
  outcome         TEXT NOT NULL,               -- allowed | advised | waived | overridden | denied
  override_reason TEXT NOT NULL,
  input           TEXT NOT NULL,               -- JSON; '' when it was too large to keep
  input_digest    TEXT NOT NULL,               -- SHA-256 of the canonical input, hex
  at              TEXT NOT NULL
);
CREATE INDEX standards_decisions_subject ON standards_decisions (subject_ref, id);
CREATE INDEX standards_decisions_cause ON standards_decisions (cause, id);
CREATE INDEX standards_decisions_gate ON standards_decisions (gate, id);
CREATE INDEX standards_decisions_outcome ON standards_decisions (outcome, id);
CREATE INDEX standards_decisions_age ON standards_decisions (at);

-- What each policy came to in a decision.
CREATE TABLE standards_findings (
  decision_id TEXT NOT NULL REFERENCES standards_decisions (id) ON DELETE CASCADE,
  policy      TEXT NOT NULL,
  version     TEXT NOT NULL,                   -- standards_policy_versions.version
  mode        TEXT NOT NULL,                   -- advise | soft | hard
  verdict     TEXT NOT NULL,                   -- pass | fail | unknown
  is_met      BOOL NOT NULL,
  waiver_id   TEXT NOT NULL,
  detail      TEXT NOT NULL,                   -- JSON: title, owner, message, hint, reason, evidence
  PRIMARY KEY (decision_id, policy)
) WITHOUT ROWID;
CREATE INDEX standards_findings_policy ON standards_findings (policy, decision_id);

-- Every text a policy had when something was decided by it.
CREATE TABLE standards_policy_versions (
  policy   TEXT NOT NULL,
  version  TEXT NOT NULL,
  document TEXT NOT NULL,                      -- canonical JSON
  seen_at  TEXT NOT NULL,
  PRIMARY KEY (policy, version)
) WITHOUT ROWID;
