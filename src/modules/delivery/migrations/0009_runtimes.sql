-- Which runtime workloads run with, by type of environment; without a row the local one.
CREATE TABLE delivery_runtime_rules (
  env_type   TEXT NOT NULL PRIMARY KEY,
  runtime    TEXT NOT NULL,                     -- local | podman
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL
);

-- Who started an instance ends it, whatever the rule says by then.
ALTER TABLE delivery_instances ADD COLUMN runtime TEXT NOT NULL DEFAULT 'local';
