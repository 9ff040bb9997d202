-- What every environment of a type inherits; without a row nothing.
CREATE TABLE delivery_environment_types (
  name          TEXT NOT NULL PRIMARY KEY,
  default_ttl_s INTEGER NOT NULL,              -- of a new environment; 0 for none
  sleep_after_s INTEGER NOT NULL,              -- without a request; 0 for never
  contact       TEXT NOT NULL,                 -- whom to ask for more
  configuration TEXT NOT NULL,                 -- JSON object of strings: what an environment does not say itself
  quotas        TEXT NOT NULL,                 -- JSON: of the type, of each project, of each environment
  changed_by    TEXT NOT NULL,
  changed_at    TEXT NOT NULL
);

-- Components that sleep in an environment, fall asleep or wake. What is awake has no row.
CREATE TABLE delivery_sleepers (
  component     TEXT NOT NULL,
  project_id    TEXT NOT NULL,
  environment   TEXT NOT NULL,
  state         TEXT NOT NULL,                 -- falling | asleep | waking | failed
  since         TEXT NOT NULL,                 -- when it came into this state
  reason        TEXT NOT NULL,                 -- in words: why it sleeps, or why it did not wake
  deployment_id TEXT NOT NULL,                 -- that wakes it; '' before
  retry_at      TEXT,                          -- of a failed one: when a request may try again
  PRIMARY KEY (component, environment)
);
CREATE INDEX delivery_sleepers_environment ON delivery_sleepers (project_id, environment);
