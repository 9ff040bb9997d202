-- Exceptions with an end, of policies and of checks.
CREATE TABLE standards_waivers (
  id               TEXT NOT NULL PRIMARY KEY,  -- ULID
  target           TEXT NOT NULL,              -- 'policy:<namespace>/<name>', 'check:<namespace>/<scorecard>/<check>'
  title            TEXT NOT NULL,
  subject_ref      TEXT NOT NULL,
  environment      TEXT NOT NULL,              -- '' for every environment
  reason           TEXT NOT NULL,
  control          TEXT NOT NULL,              -- what is done instead
  owner_ref        TEXT NOT NULL,              -- the subject's
  target_owner_ref TEXT NOT NULL,
  requested_by     TEXT NOT NULL,
  decided_by       TEXT NOT NULL,
  comment          TEXT NOT NULL,
  state            TEXT NOT NULL,              -- requested | approved | rejected | withdrawn | revoked | expired
  requested_at     TEXT NOT NULL,
  expires_at       TEXT NOT NULL,
  remind_at        TEXT,                       -- NULL once reminded, or when there is nothing to remind of
  decided_at       TEXT,
  ended_at         TEXT
);
CREATE INDEX standards_waivers_subject ON standards_waivers (subject_ref, state, expires_at);
CREATE INDEX standards_waivers_target ON standards_waivers (target, id);
CREATE INDEX standards_waivers_state ON standards_waivers (state, expires_at);
CREATE INDEX standards_waivers_reminders ON standards_waivers (remind_at);
